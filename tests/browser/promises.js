// What a pack promises a reader, one by one. Each `problems` runs inside the page, so it uses nothing from
// outside itself; it returns a sentence for everything that is wrong. `only` says in which forms it holds.
const onScreen = (form) => form.media === 'screen';

export const promises = {
	'it does not scroll sideways': {
		problems: () => {
			const page = document.documentElement;
			return page.scrollWidth > page.clientWidth ? [`it is ${page.scrollWidth} wide`] : [];
		},
	},

	'no table is cut off': {
		only: (form) => form.width < 1000,
		problems: (form) => [...document.querySelectorAll('.scroll')]
			.filter((box) => form.media === 'print' || box.querySelector('table.stack'))
			.filter((box) => box.scrollWidth > box.clientWidth + 1)
			.map((box) => `${box.getAttribute('aria-label')}: ${box.scrollWidth} in ${box.clientWidth}`),
	},

	'every chart has a role, a title, a description and its data': {
		problems: () => {
			const wrong = [];
			for (const figure of document.querySelectorAll('figure.chart')) {
				const name = figure.querySelector('h3, h4, h5, h6')?.textContent ?? 'a chart without a heading';
				const drawings = [...figure.querySelectorAll(':scope > div > svg')];
				const shown = drawings.filter((svg) => svg.getClientRects().length > 0);
				if (drawings.length > 0 && shown.length !== 1) wrong.push(`${name}: ${shown.length} drawings are seen`);
				for (const svg of drawings) {
					if (svg.getAttribute('role') !== 'img') wrong.push(`${name}: no role`);
					if (!svg.querySelector(':scope > title')?.textContent.trim()) wrong.push(`${name}: no title`);
					if (!svg.querySelector(':scope > desc')?.textContent.trim()) wrong.push(`${name}: no description`);
					for (const id of (svg.getAttribute('aria-labelledby') ?? 'none').split(' '))
						if (!svg.contains(document.getElementById(id))) wrong.push(`${name}: labelled by ${id}`);
				}
				if (!figure.querySelector('figcaption table tbody tr')) wrong.push(`${name}: no data`);
			}
			for (const svg of document.querySelectorAll('svg:not([role=img])'))
				if (svg.getAttribute('aria-hidden') !== 'true') wrong.push(`a drawing without a role is not hidden`);
			return wrong;
		},
	},

	'a short table stands under its chart, a long one is named': {
		only: (form) => form.media === 'print',
		problems: () => [...document.querySelectorAll('figure.chart')].filter((figure) => {
			const rows = figure.querySelectorAll('figcaption tbody tr').length;
			const seen = (element) => element !== null && element.checkVisibility({ contentVisibilityAuto: true }) &&
				element.getBoundingClientRect().height > 0;
			return rows <= 12 ? !seen(figure.querySelector('figcaption tbody tr:last-child'))
				: !seen(figure.querySelector('.on-paper'));
		}).map((figure) => figure.querySelector('figcaption').textContent.slice(0, 80)),
	},

	'every link leads somewhere, no id stands twice': {
		only: onScreen,
		problems: () => {
			const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
			return [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
				.filter((href) => !href?.startsWith('#') || !document.getElementById(href.slice(1)))
				.map((href) => `a link to ${href}`)
				.concat(ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `two elements are ${id}`));
		},
	},

	'what is hidden has its symbol and its words': {
		problems: () => {
			const symbol = /\[(c|x|z|u|low)\]/;
			const wrong = [];
			for (const hidden of document.querySelectorAll('.hid')) {
				const words = hidden.querySelector('.why');
				if (!symbol.test(hidden.querySelector('abbr')?.textContent ?? '')) wrong.push('no symbol');
				if (!words?.textContent.trim()) wrong.push(`no words: ${hidden.textContent}`);
				else if (hidden.checkVisibility({ contentVisibilityAuto: true }) &&
					words.getClientRects().length > 0 && words.getBoundingClientRect().width < 10)
					wrong.push(`words that nobody sees: ${hidden.textContent}`);
			}
			for (const cell of document.querySelectorAll('td, tbody th, .answer')) {
				const bare = cell.cloneNode(true);
				bare.querySelectorAll('.hid').forEach((hidden) => hidden.remove());
				if (symbol.test(bare.textContent)) wrong.push(`a symbol without words: ${cell.textContent}`);
				if (/\b(NaN|undefined|null)\b/.test(cell.textContent)) wrong.push(`not a value: ${cell.textContent}`);
			}
			return wrong;
		},
	},

	'headings go down one level at a time': {
		only: onScreen,
		problems: () => {
			const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
				.map((heading) => ({ level: Number(heading.tagName[1]), text: heading.textContent }));
			const wrong = levels.filter((heading, i) => heading.level > (i ? levels[i - 1].level : 0) + 1)
				.map((heading) => `h${heading.level}: ${heading.text}`);
			return levels.filter((heading) => heading.level === 1).length === 1 ? wrong : [...wrong, 'not one h1'];
		},
	},

	'no text in a chart runs out of it or over another': {
		problems: () => {
			const wrong = [];
			for (const svg of document.querySelectorAll('figure.chart > div > svg')) {
				if (!svg.getClientRects().length) continue;
				const frame = svg.getBoundingClientRect();
				const texts = [...svg.querySelectorAll('text')].map((text) => ({ text: text.textContent,
					box: text.getBoundingClientRect() }));
				const title = svg.querySelector('title').textContent;
				for (const [i, { text, box }] of texts.entries()) {
					if (box.left < frame.left - 1 || box.right > frame.right + 1)
						wrong.push(`${title}: "${text}" is cut off`);
					for (const other of texts.slice(i + 1))
						if (box.left < other.box.right - 1 && other.box.left < box.right - 1 &&
							box.top < other.box.bottom - 4 && other.box.top < box.bottom - 4)
							wrong.push(`${title}: "${text}" lies over "${other.text}"`);
				}
			}
			return wrong;
		},
	},
};
