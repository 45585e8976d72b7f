// What a person with poor sight or a screen reader would trip over, as a list of sentences. Run inside the page.
() => {
  const findings = [];
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const nameOf = (element) => {
    const labelled = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
    const labels = [...(element.labels ?? [])];
    const texts = [element.getAttribute("aria-label"), ...[...labelled, ...labels].map((one) => one?.textContent)];
    if (element.tagName !== "INPUT" && element.tagName !== "TEXTAREA") texts.push(element.textContent);
    return texts.join(" ").trim() || element.getAttribute("title") || "";
  };
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, dialog, [role=dialog]")) {
    if (shown(element) && nameOf(element) === "") findings.push(`no name: ${element.outerHTML.slice(0, 160)}`);
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) findings.push(`id twice: ${id}`);

  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const next = Number(heading.tagName[1]);
    if (shown(heading) && next > level + 1) findings.push(`heading skips a level: ${heading.textContent}`);
    if (shown(heading)) level = next;
  }
  for (const image of document.querySelectorAll("img:not([alt])")) findings.push(`picture without words: ${image.src}`);
  for (const cell of document.querySelectorAll("td:first-child")) {
    if (shown(cell) && cell.clientWidth < 120) findings.push(`squeezed: ${cell.textContent.slice(0, 40)}`);
  }
  if (document.documentElement.lang === "") findings.push("the page has no language");

  // Contrast of text, WCAG 2.2 AA.
  const parse = (text) => {
    const numbers = text.match(/[\d.]+/g).map(Number);
    const scale = text.startsWith("color(srgb") ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
  const linear = (channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const backdrop = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = texts.currentNode.textContent.trim();
    if (words === "" || !shown(element)) continue;
    if (element.closest("[disabled], [data-disabled], noscript, style, script, [aria-disabled=true]") !== null) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width < 2 || height < 2) continue;
    const style = getComputedStyle(element);
    const behind = backdrop(element);
    const [bright, dim] = [luminance(over(parse(style.color), behind)), luminance(behind)].toSorted((one, other) => other - one);
    const ratio = (bright + 0.05) / (dim + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) findings.push(`contrast ${ratio.toFixed(2)}: ${words.slice(0, 40)}`);
  }
  return findings;
};
