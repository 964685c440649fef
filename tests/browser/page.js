// What is wrong with how the page is laid out now: one line each. Runs in the page.
const problems = [], width = window.innerWidth;
const luminance = c => {
    const [r, g, b] = c.map(v => v / 255).map(
        v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const colour = text => text.match(/[\d.]+/g).map(Number);
const behind = element => {
    for (let e = element; e; e = e.parentElement) {
        const c = colour(getComputedStyle(e).backgroundColor);
        if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
};
// Within something that scrolls by itself, or is drawn, nothing can stick out.
const scrolls = element => {
    for (let e = element.parentElement; e; e = e.parentElement)
        if (e.tagName === 'svg' || /auto|scroll|hidden/.test(getComputedStyle(e).overflowX))
            return true;
    return false;
};
const name = e => e.tagName.toLowerCase() + (e.className ? '.' + e.className : '') + ' "' +
    e.textContent.trim().slice(0, 40) + '"';
if (document.documentElement.scrollWidth > width)
    problems.push(`the page is ${document.documentElement.scrollWidth} px wide, of ${width}`);
for (const e of document.body.querySelectorAll('*')) {
    if (!e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})) continue;
    const box = e.getBoundingClientRect();
    if (!box.width) continue;
    if (box.right > width + 1 && !scrolls(e)) problems.push(`${name(e)} sticks out`);
    const words = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!words || e.closest('title')) continue;
    const style = getComputedStyle(e), drawn = e.closest('svg');
    const a = luminance(colour(drawn ? style.fill : style.color).slice(0, 3));
    const b = luminance(behind(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) problems.push(`${name(e)} has a contrast of ${contrast.toFixed(2)}`);
    if (!drawn && parseFloat(style.fontSize) < 12)
        problems.push(`${name(e)} is of ${style.fontSize}`);
}
return problems;
