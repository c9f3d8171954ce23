// Opens packs in Chromium and says "ok: ..." or "FAIL: ..." for each promise, in each form of a page.
// usage: BROWSER=/usr/bin/chromium node check.js PACK.html...
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { promises } from './promises.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
// Light and dark differ in colours alone, so dark is asked about nothing else.
const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const rules = { light: { type: 'tag', values: standard }, dark: { type: 'rule', values: ['color-contrast',
	'link-in-text-block'] } };

// On paper: the width of an A4 page between its margins, at 96 pixels an inch.
const forms = [
	{ name: '1280 light', width: 1280, scheme: 'light', media: 'screen' },
	{ name: '1280 dark', width: 1280, scheme: 'dark', media: 'screen' },
	{ name: '320 light', width: 320, scheme: 'light', media: 'screen' },
	{ name: '320 dark', width: 320, scheme: 'dark', media: 'screen' },
	{ name: 'paper', width: 688, scheme: 'light', media: 'print' },
];

let failed = false;

function say(name, problems) {
	console.log(`${problems.length ? 'FAIL' : 'ok'}: ${name}`);
	for (const problem of problems.slice(0, 10)) console.log(`    ${problem}`);
	failed ||= problems.length > 0;
}

async function axeProblems(page, form) {
	await page.evaluate(axe);
	const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }),
		rules[form.scheme]);
	return found.violations.map((v) => `${v.id}: ${v.help}; ${v.nodes.length} times, first ${v.nodes[0].target}`);
}

async function checkForm(browser, url, pack, form) {
	const context = await browser.newContext({ viewport: { width: form.width, height: 900 },
		colorScheme: form.scheme, reducedMotion: 'reduce' });
	const page = await context.newPage();
	const reached = [];
	page.on('request', (request) => request.url() === url || reached.push(`asked for ${request.url()}`));
	page.on('console', (message) => message.type() === 'error' && reached.push(message.text()));
	await page.emulateMedia({ media: form.media });
	await page.goto(url);
	for (const [promise, check] of Object.entries(promises))
		if (!check.only || check.only(form))
			say(`${pack} ${form.name}: ${promise}`, await page.evaluate(check.problems, form));
	if (form.media === 'screen') // what can be opened is read, too
		await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
	say(`${pack} ${form.name}: axe finds nothing against WCAG 2.2 AA`, await axeProblems(page, form));
	say(`${pack} ${form.name}: nothing but the file itself is asked for`, reached);
	await context.close();
}

const browser = await chromium.launch({ executablePath: process.env.BROWSER, args: flags });
try {
	for (const path of process.argv.slice(2)) {
		const pack = `${basename(dirname(dirname(dirname(path))))} ${basename(path, '.html')}`;
		for (const form of forms) await checkForm(browser, pathToFileURL(path).href, pack, form);
	}
} finally {
	await browser.close();
}
process.exitCode = failed ? 1 : 0;
