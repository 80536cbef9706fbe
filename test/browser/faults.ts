/** What axe-core finds in a page, or in a part of it, as it stands: in the light and in the dark, and as those see it who ask for more contrast. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What depends on colours; the rest is the same in every look. */
const colours = ['color-contrast', 'link-in-text-block'] as const;

/** A terminal is painted anew with the next frame. */
const settled = '(async () => { const frame = () => new Promise(requestAnimationFrame); await frame(); await frame(); })()';

type Scheme = 'light' | 'dark';

/** Takes a page, a selector and the rules to look at, none for all; gives a sentence for each element that breaks one. */
export async function faults(page: Page, within: string, rules: readonly string[] = []): Promise<string[]> {
  // The protocol's own evaluation is not held by the page's content policy, which stays as it is.
  if (await page.evaluate('window.axe === undefined')) await page.evaluate(`{ ${axe.source} }`);
  const options = { resultTypes: ['violations'], ...(rules.length === 0 ? {} : { runOnly: { type: 'rule', values: rules } }) };
  const { violations } = (await page.evaluate(`window.axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html, any }) => `${id}: ${help}. ${target.join(' ')} ${html.slice(0, 160)} ${any.map(({ message }) => message).join(' ')}`));
}

/** Looks at a part of a page in both schemes, beginning with the one it is in; throws what it finds. In the second only what depends on colours is looked at again. */
export async function isFine(page: Page, what: string, within = 'html'): Promise<void> {
  await inBoth(page, async (scheme, isFirst) => {
    assert.deepEqual(await faults(page, within, isFirst ? [] : colours), [], `${what}, ${scheme}`);
  });
}

/**
 * Texts with less than a contrast, of the elements in one; larger ones may have less, as https://www.w3.org/TR/WCAG22/#contrast-minimum has
 * it. axe takes a second for a long page, however small the part, and in forced colours it looks at a property that they leave as it was.
 */
const unread = `(within, least) => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map((value, at) => Number(value) * (at < 3 && colour.startsWith('color(') ? 255 : 1));
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (colour) => channels(colour).slice(0, 3).reduce((sum, value, at) => sum + linear(value / 255) * [0.2126, 0.7152, 0.0722][at], 0);
  const under = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return (channels(backgroundColor)[3] ?? 1) > 0.5 || element.parentElement === null ? backgroundColor : under(element.parentElement);
  };
  const says = (element) => element instanceof HTMLElement && element.checkVisibility() && !element.matches(':disabled, [aria-disabled="true"]') && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  return [...document.querySelectorAll(within + ' *')].filter(says).flatMap((element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const isLarge = parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
    const [one, other] = [light(color), light(under(element))].toSorted((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    return contrast >= (isLarge ? least / 1.5 : least) - 0.01 ? [] : [contrast.toFixed(2) + ' : 1 ' + element.outerHTML.slice(0, 160)];
  });
}`;

/** Takes a page, a selector and the least contrast; gives the texts that have less. */
const unreadable = async (page: Page, within: string, least: number) => await page.evaluate(`(${unread})(${JSON.stringify(within)}, ${least})`) as string[];

/** Looks at the contrast of a part in every look: light and dark, as asked for with more of it, and in the colours that the system chooses. */
export async function isReadable(page: Page, what: string, within = 'html'): Promise<void> {
  await inBoth(page, async (scheme) => { await isReadableIn(page, `${what}, ${scheme}`, within); });
}

/** Looks at the contrast of a part in the scheme that the page is in, which stands still: as it is, with more of it, and in the colours that the system chooses. */
export async function isReadableIn(page: Page, what: string, within: string): Promise<void> {
  assert.deepEqual(await unreadable(page, within, 4.5), [], what);
  await page.emulateMedia({ contrast: 'more' });
  await page.evaluate(settled);
  assert.deepEqual(await unreadable(page, within, 7), [], `${what}, more contrast`);
  await page.emulateMedia({ contrast: null, forcedColors: 'active' });
  await page.evaluate(settled);
  assert.deepEqual(await unreadable(page, within, 4.5), [], `${what}, forced colours`);
  await page.emulateMedia({ forcedColors: null });
  await page.evaluate(settled);
}

/** Has axe look at the contrast of a whole page once more, at 7 : 1, for those who ask for more; throws what it finds. */
export async function isFineInContrast(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ contrast: 'more' });
  await inBoth(page, async (scheme) => {
    assert.deepEqual(await faults(page, 'html', ['color-contrast-enhanced']), [], `${what}, ${scheme}, more contrast`);
  });
  await page.emulateMedia({ contrast: null });
}

/**
 * Colours that are on their way from one look to another are neither, and on a long page they are on their way for seconds. A sheet that
 * a script makes is not held by the content policy, and no element of the page.
 */
const still = `{
  window.stillness ??= new CSSStyleSheet();
  window.stillness.replaceSync('*, ::before, ::after { transition: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.stillness];
}`;

/** Takes a page and what to do in a scheme, told which and whether it is the first; does it in the one the page is in, then in the other, without anything on its way between. */
export async function inBoth(page: Page, look: (scheme: Scheme, isFirst: boolean) => Promise<void>): Promise<void> {
  await page.evaluate(still);
  await page.evaluate(settled);
  const first = await page.locator('html').getAttribute('data-theme') === 'dark' ? 'dark' : 'light';
  await look(first, true);
  const second = first === 'dark' ? 'light' : 'dark';
  // The page follows the system, as it does for a person.
  await page.emulateMedia({ colorScheme: second });
  await page.locator(`html[data-theme="${second}"]`).waitFor({ state: 'attached' });
  await page.evaluate(settled);
  await look(second, false);
  await page.evaluate('document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== window.stillness)');
}
