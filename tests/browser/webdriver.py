"""Decides how a page is opened in headless Chromium: WebDriver (W3C) over HTTP to
Debian's chromedriver, with nothing but Python's own library."""
import base64
import json
import os
import re
import subprocess
import urllib.error
import urllib.request


class DriverError(Exception):
    pass


class Browser:
    """One Chromium. Use it in a with statement: it ends with it."""

    def __init__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.session = None
        port = None
        for line in self.driver.stdout:
            started = re.search(r"on port (\d+)\.?$", line.strip())
            if started and "started" in line:
                port = started.group(1)
                break
        if port is None:
            self.driver.wait()
            raise DriverError("chromedriver does not start")
        self.url = f"http://127.0.0.1:{port}"
        # Not the proxy of the environment: the driver is here.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--disable-background-networking", "--force-color-profile=srgb",
                     "--hide-scrollbars"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium's sandbox refuses root
        try:
            answer = self.send("POST", "/session", {"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                "goog:chromeOptions": {"args": arguments}}}})
        except BaseException:
            self.__exit__()
            raise
        self.session = f"/session/{answer['sessionId']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self.send("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise DriverError(json.load(error)["value"]["message"].splitlines()[0]) from None

    def post(self, path, **body):
        return self.send("POST", self.session + path, body)

    def devtools(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def look(self, width, height=844, dark=False, media="screen"):
        """What the page is shown on; width and height in CSS pixels."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, path):
        for kind in ("browser", "performance"):  # what was before is not of this page
            self.post("/se/log", type=kind)
        self.post("/url", url="file://" + os.path.abspath(path))

    def run(self, script, *arguments):
        return self.post("/execute/sync", script=script, args=list(arguments))

    def click(self, selector):
        found = self.post("/element", using="css selector", value=selector)
        (element,) = found.values()
        self.post(f"/element/{element}/click")

    def console(self):
        """Messages of the page since open(), and what it was refused."""
        return [entry["message"] for entry in self.post("/se/log", type="browser")]

    def requests(self):
        """URLs that were asked for since open()."""
        events = [json.loads(entry["message"])["message"]
                  for entry in self.post("/se/log", type="performance")]
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def picture(self, path, height=None, scale=1):
        """The page from its top, whole or to a height, as a PNG file."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "scale": scale,
                "height": min(size["height"], height or 6000)}
        shot = self.devtools("Page.captureScreenshot", format="png", clip=clip,
                             captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
