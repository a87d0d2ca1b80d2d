// Run within a page: its texts whose contrast to what is behind them is under 4.5.
(() => {
  const colourOf = (text) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = ([red, green, blue, alpha], below) => [
    ...[red, green, blue].map((value, index) => value * alpha + below[index] * (1 - alpha)),
    1,
  ];
  const behind = (element) => {
    if (element === null) return [255, 255, 255, 1];
    const colour = colourOf(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour : over(colour, behind(element.parentElement));
  };
  const brightness = (colour) => {
    const [red, green, blue] = colour.map((value) =>
      value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const words = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    const text = words.map(({ textContent }) => textContent.trim()).join('');
    if (text === '' || element.disabled || !element.checkVisibility()) continue;
    const back = behind(element);
    const front = over(colourOf(getComputedStyle(element).color), back);
    const [low, high] = [brightness(front), brightness(back)].toSorted((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${text}`);
  }
  return faint;
})();
