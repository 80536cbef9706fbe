/** Terminals in a real browser: full-screen programs, sizes, widths, pasting, coming later, and who types. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { catalog, Handrail } from '../handrail.ts';
import { writeCatalog } from '../fixture-catalog.ts';
import { Browser, visit } from './browser.ts';
import { copied } from './copied.ts';
import { says } from './says.ts';

const id = 'redis-cli';
/** The page's own interactive step, running a shell: what a page sends names the step and says nothing of what it runs. */
const withShell = structuredClone(catalog);
for (const step of withShell.runbooks.flatMap(({ steps }) => steps)) {
  if (step.kind === 'runnable' && step.id === id) {
    step.source = `at() { printf "\\r$1"; IFS='[;' read -rsd R -p $'\\e[6n' _ _ col; printf '\\r\\e[K%s\\n' "at $(($col - 1)) $2"; }
      export -f at; cd "$(mktemp -d)"; PS1="ready> " exec bash --norc -i`;
  }
}

let handrail: Handrail;
let browser: Browser;
let page: Page;
before(async () => {
  [handrail, browser] = await Promise.all([Handrail.start({ HANDRAIL_CATALOG: writeCatalog(withShell) }), Browser.start()]);
  page = await browser.open(handrail.loginLink);
  await page.waitForURL((url) => url.pathname === '/');
  await visit(page, `${handrail.origin}/runbooks/prompt-redis`);
  await shell(page).locator('[data-handrail="run"]').first().click();
  await says(shell(page), /ready>/);
});
after(async () => {
  await Promise.all([browser, handrail].map((one) => one[Symbol.asyncDispose]()));
});

const shell = (on: Page) => on.locator(`#step-${id}`);
const keys = async (on: Page, text: string) => {
  await on.locator('.xterm-helper-textarea').first().focus();
  await on.keyboard.type(text);
};
/** The rows of the terminal as they are drawn. */
const rows = async (on: Page) => await on.locator('.xterm-rows').first().evaluate((element) => [...element.children].map((row) => row.textContent.trimEnd()));
async function rowsAre(on: Page, so: (drawn: string[]) => boolean, what: string): Promise<void> {
  for (const until = Date.now() + 20_000; ; await on.waitForTimeout(50)) {
    const drawn = await rows(on);
    if (so(drawn)) return;
    assert.ok(Date.now() < until, `${what}: ${JSON.stringify(drawn)}`);
  }
}
const size = async (on: Page, tag: string) => {
  await keys(on, `echo ${tag}=$(stty size)\n`);
  await says(on.locator('.xterm-rows').first(), new RegExp(`${tag}=(\\d+) (\\d+)`));
  const found = new RegExp(`${tag}=(\\d+) (\\d+)`).exec((await rows(on)).join('\n'));
  return { rows: Number(found?.[1]), cols: Number(found?.[2]) };
};

test('a program puts the cursor where the terminal has it, whatever is written', async () => {
  const words = [['plain', 5], ['\\u6f22\\u5b57', 4], ['\\U1F389', 2], ['e\\u0301', 1], ['\\U1FAE0', 2], ['\\u231A', 2], ['\\u2764', 1], ['\\uFF76', 1], ['a\\u200B', 1], ['\\u26A1\\u2713', 3]] as const;
  for (const [at, [word]] of words.entries()) {
    await keys(page, `at $'${word}' word${at}\n`);
    // What is typed before the answer has come would be read as a part of it.
    await says(page.locator('.xterm-rows').first(), new RegExp(`at \\d+ word${at}\\b`));
  }
  const drawn = (await rows(page)).join('\n');
  assert.deepEqual(words.map((_, at) => Number(new RegExp(`at (\\d+) word${at}\\b`).exec(drawn)?.[1])), words.map(([, width]) => width));
});

test('colours are drawn; the full window gives more rows and columns, and back again; the keyboard finds its way', async () => {
  await keys(page, "clear; printf '\\e[31mred\\e[0m \\e[1;38;2;1;2;3mown\\e[0m\\n'\n");
  await page.locator('.xterm-rows .xterm-fg-1', { hasText: 'red' }).waitFor();
  const before = await size(page, 'before');
  assert.equal(before.rows, 24);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate('document.activeElement.closest(".xterm")'), null, 'Shift + Tab leaves the terminal');
  await page.getByRole('button', { name: 'Full window' }).press('Enter');
  await page.getByRole('button', { name: 'Back to the page' }).waitFor();
  const tall = await size(page, 'tall');
  assert.ok(tall.rows > 30 && tall.cols > before.cols, JSON.stringify({ before, tall }));
  await page.getByRole('button', { name: 'Back to the page' }).focus();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Full window' }).waitFor();
  assert.deepEqual(await size(page, 'after'), before);
});

test('one line is pasted at once; several are shown first, and go in as they are shown', async () => {
  const paste = async (text: string) => {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.locator('.xterm-helper-textarea').first().focus();
    await page.keyboard.press('Control+Shift+V');
  };
  await keys(page, 'clear\n');
  await paste('echo one-line');
  await rowsAre(page, (drawn) => drawn.includes('ready> echo one-line'), 'pasted, not run');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.keyboard.press('Enter');
  const several = 'echo first\u001b[201~ line\necho second';
  await paste(several);
  const dialog = page.getByRole('dialog');
  assert.match(await dialog.innerText(), /Paste 2 lines\?[\s\S]*Control characters[\s\S]*echo first\[201~ line⏎\s+echo second/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await paste(several);
  await dialog.getByRole('button', { name: 'Paste' }).press('Enter');
  await rowsAre(page, (drawn) => drawn.some((row) => row.endsWith('echo second')) && !drawn.includes('second'), 'the shell is told that it is pasted, and waits');
  await page.keyboard.press('Enter');
  await rowsAre(page, (drawn) => drawn.includes('first[201~ line') && drawn.includes('second'), 'then it runs');
});

/** What a program may print to lead somebody astray, by what is shown; only the last two are addresses of the web. */
const links: readonly [string, string][] = [
  ['code', 'javascript:alert(document.domain)'], ['data', 'data:text/html,<script>alert(1)</script>'], ['file', 'file:///etc/passwd'], ['mail', 'mailto:x@linked.example'], ['blob', 'blob:x'],
  ['bare', '//linked.example/bare'], ['https://bank.example', 'https://bank.example@linked.example/other'], ['good', 'https://linked.example/good'],
];

test('a link in output is asked about with its true address, leads to the web only, and to a page that knows nothing of ours', async () => {
  await browser.context.route('https://linked.example/**', (route) => route.fulfill({ body: 'linked', contentType: 'text/plain' }));
  const asked: string[] = [];
  let agree = false;
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (agree ? dialog.accept() : dialog.dismiss());
  });
  const opened: Page[] = [];
  browser.context.on('page', (one) => opened.push(one));
  const click = async (shown: string) => {
    const text = page.locator('.xterm-rows span', { hasText: new RegExp(`^${shown}$`) }).first();
    await text.waitFor();
    // A click that is forced goes to what lies on top: not to the navigation, under which earlier tests may have left it.
    await text.evaluate((element) => { element.scrollIntoView({ block: 'center', behavior: 'instant' }); });
    await text.hover({ force: true });
    await text.click({ force: true });
  };
  const printed = links.map(([shown, address]) => `\\e]8;;${address}\\e\\\\${shown}\\e]8;;\\e\\\\ end\\n`);
  await keys(page, `clear; printf '${printed.join('')}'\n`);
  await rowsAre(page, (drawn) => drawn.includes('good end'), 'the links are drawn');
  for (const [shown] of links) await click(shown);
  assert.deepEqual(asked.map((message) => /\n\n(.*)\n\n/.exec(message)?.[1]), ['https://bank.example@linked.example/other', 'https://linked.example/good']);
  assert.equal(opened.length, 0, 'who says no goes nowhere');
  agree = true;
  await click('good');
  for (const until = Date.now() + 10_000; opened.length === 0 && Date.now() < until;) await page.waitForTimeout(20);
  const [there] = opened as [Page];
  await there.waitForURL('https://linked.example/good');
  assert.deepEqual(await there.evaluate('[window.opener, document.referrer]'), [null, '']);
  await there.close();
  assert.equal(page.url(), `${handrail.origin}/runbooks/prompt-redis`);
});

test('a program reaches neither the clipboard nor the window’s name, and gets nothing typed for it', async () => {
  await page.evaluate('navigator.clipboard.writeText("what was there")');
  const title = await page.title();
  const stolen = Buffer.from('stolen').toString('base64');
  const signs = [`\\e]52;c;${stolen}\\a`, `\\e]52;p;${stolen}\\e\\\\`, '\\e]52;c;?\\a', '\\e]52;;?\\a', '\\e]0;<img src=x onerror=alert(1)>\\a', '\\e]2;renamed\\a', '\\e[21t', '\\e[20t', '\\e]1337;File=name=eA==;inline=1:eA==\\a', '\\e[5ix\\e[4i'];
  await keys(page, `clear; printf '${signs.join('')}'; read -rt 1 -n 1 typed; echo "got <$typed>"\n`);
  await rowsAre(page, (drawn) => drawn.some((row) => row.endsWith('got <>')), 'nothing is typed');
  assert.deepEqual([await page.evaluate('navigator.clipboard.readText()'), await page.title()], ['what was there', title]);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
});

test('a flood of output leaves Ctrl-C to its work, and what a program is asked meanwhile is not answered twice', async () => {
  await keys(page, 'clear; yes\n');
  await rowsAre(page, (drawn) => drawn.filter((row) => row === 'y').length > 20, 'it floods');
  await page.keyboard.press('Control+C');
  await rowsAre(page, (drawn) => drawn.some((row) => row.endsWith('^C')) && drawn.at(-1) === 'ready>', 'the prompt');
  await keys(page, 'clear\n');
});

test('who comes later sees the screen as it is, and types once they have the pen', async () => {
  await keys(page, 'seq 1 200 > f; nano f\n');
  await says(page.locator('.xterm-rows').first(), /Read 200 lines/);
  await keys(page, 'written in nano');
  await says(page.locator('.xterm-rows').first(), /written in nano/);
  const later = await browser.open(`${handrail.origin}/runbooks/prompt-redis`);
  await says(shell(later).locator('.xterm-rows'), /written in nano/);
  assert.deepEqual((await rows(later)).slice(0, 20), (await rows(page)).slice(0, 20));
  await says(shell(later), /You type in another window/);
  await keys(later, 'lost');
  await says(shell(later), /to type, ask for it below/);
  await shell(later).getByRole('button', { name: 'Type here' }).click();
  await says(shell(later), /You type\. /);
  await says(shell(page), /You type in another window/);
  await keys(later, 'by the second, ');
  await rowsAre(page, (drawn) => drawn.join('\n').includes('written in nanoby the second'), 'the first sees it');
  assert.ok(!(await rows(page)).join('\n').includes('lost'));
  await shell(page).getByRole('button', { name: 'Type here' }).click();
  await says(shell(page), /You type\. /);
  await later.close();
  await page.keyboard.press('Control+X');
  await keys(page, 'n');
  await rowsAre(page, (drawn) => drawn.includes('ready>'), 'the shell again');
});

test('what is running is listed on other pages too, and can be stopped from there', async () => {
  const [runbook] = withShell.runbooks.filter(({ id: name }) => name !== 'prompt-redis');
  const elsewhere = await browser.open(`${handrail.origin}/runbooks/${runbook?.id ?? ''}`);
  const dock = elsewhere.getByRole('complementary', { name: 'What is running' });
  await dock.getByRole('button', { name: '1 running' }).click();
  await says(dock, /Open the Redis command line.*practice.*Running/);
  assert.equal(await dock.getByRole('link').getAttribute('href'), '/runbooks/prompt-redis#step-redis-cli');
  await elsewhere.keyboard.press('Escape');
  assert.equal(await dock.getByRole('button', { name: /^Stop/ }).count(), 0);
  await elsewhere.close();
});

test('a run that is shared is watched by somebody else, who asks, types, and is let go', async () => {
  const link = /https?:\S+/.exec(handrail.cli('invite', 'Bob').stdout)?.[0] ?? '';
  await using others = await Browser.start({ width: 390 });
  const bob = await others.open(link);
  await bob.waitForURL((url) => url.pathname === '/');
  await shell(page).getByRole('button', { name: 'Share' }).click();
  await says(shell(page), /Everybody who is logged in may watch/);
  await bob.goto(await copied(page, () => shell(page).getByRole('button', { name: /Copy the link to this run/ }).click()));
  await says(bob.locator('main'), /Operator types\./);
  await bob.getByRole('button', { name: 'Ask to type' }).click();
  await says(shell(page), /Bob asks to type/);
  await shell(page).getByRole('button', { name: 'Hand over' }).click();
  await says(bob.locator('main'), /You type\./);
  await says(shell(page), /Bob types\./);
  await keys(bob, 'echo by-bob\n');
  await rowsAre(page, (drawn) => drawn.includes('by-bob'), 'the owner sees it');
  await shell(page).getByRole('button', { name: 'Stop sharing' }).click();
  await says(bob.locator('main'), /no such run of yours/);
  await says(shell(page), /Nobody types/);
  const dock = page.getByRole('complementary', { name: 'What is running' });
  await dock.getByRole('button', { name: '1 running' }).click();
  await dock.getByRole('button', { name: /^Stop/ }).click();
  await says(shell(page).getByRole('status').first(), /Stopped after/);
  await dock.waitFor({ state: 'detached' });
  assert.deepEqual([...browser.complaints, ...others.complaints].filter((line) => !line.includes('404')), []);
});
