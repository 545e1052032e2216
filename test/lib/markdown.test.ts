import { describe, expect, it } from 'vitest'
import { cleanMarkdown, markdown } from '../../src/lib/markdown.ts'
import { dangers } from './markdown-renderers.ts'

describe('Markdown that is allowed comes back byte for byte', () => {
  it.each([
    '## [1.2.0] - 2026-04-20\n### Added\n- Async chunk streaming\n### Fixed\n- Memory leak on reload',
    '* a\n+ b\n- c\n1) d\n\n***\n___\nTitle\n=====\n__bold__ *it* _it_ ~~gone~~ \\* \\<b\\>',
    'Two spaces  \nbreak, a backslash\\\nbreak, a tab\tand &amp; &lt;b&gt; &copy;',
    '`Vec<T>` and ``a ` <script>``\n\n```html\n<script>alert(1)</script>\n[x](javascript:alert(1))\n```',
    'Text:\n\n    <script>indented code</script>\n\n~~~\n<!-- kept -->\n~~~',
    '| a | b |\n|:--|--:|\n| `x \\| <T>` | [y](https://example.com) |',
    '[a](https://example.com "t") [b](</docs/a b>) [c](#part) [d](../x) [e](mailto:a@example.com) [f]',
    '[1.0.0]: https://example.com/compare/v1...v2\n[docs]: <./a b> (title)\n\nSee [1.0.0], [docs][], ![i][docs].',
    '<https://example.com> <a@example.com> https://example.com/x_y www.example.com',
    '![img](https://example.com/a.png) [![b](https://example.com/b.svg)](https://example.com)',
    'Press <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, a<br>b<br/>c<br />d <mark>m</mark>',
    '<details open>\n<summary>More</summary>\n\n- item\n\n</details>\n\n<p align="center">x</p>',
    '<a href="https://example.com" title="t">x</a> <img src="https://example.com/a.png" alt="a" width="10">',
    'if a <b, c> d, x < y, i<n, <3, <- and -> and <>, 1 < 2 > 0',
    'Footnote[^1].\n\n[^1]: The note, `Vec<T>`.',
    '> a\n> > b\n> - c\n>   d\nlazy',
    'Grüße 🎃 \u202e مرحبا',
    '',
  ])('%j', (text) => {
    expect(cleanMarkdown(text)).toBe(text)
    expect(dangers(text)).toEqual([])
  })
})

describe('what is not allowed is cut, and the text around it stays', () => {
  it.each([
    ['a <script>alert(1)</script> b', 'a  b'],
    ['<script>\nalert(1)\n\n</script>\n\n# Title', '# Title'],
    ['<style>p { color: red }</style>\ntext', 'text'],
    ['<div align="center">\n\n**x**\n\n</div>', '**x**'],
    ['<b onclick="alert(1)">x</b>', '<b>x</b>'],
    ['<a href="javascript:alert(1)" title="t">x</a>', '<a title="t">x</a>'],
    ['<img src=https://example.com/a.png onerror=alert(1)>', '<img src="https://example.com/a.png" />'],
    ['a <!-- hidden --> b', 'a  b'],
    ['a <![CDATA[x]]> b <?php x ?> c <!DOCTYPE html> d', 'a  b  c  d'],
    ['[text](javascript:alert(1)) and [this](https://example.com)', 'text and [this](https://example.com)'],
    ['![alt](data:image/svg+xml;base64,PHN2Zz4=)', 'alt'],
    ['<javascript:alert(1)>', 'javascript:alert(1)'],
    ['[a]\n\n[a]: javascript:alert(1)\n  "title"\n\nb', '[a]\n\n\n\nb'],
    ['[**a** `b`](vbscript:x) c', '**a** `b` c'],
    ['[a](//example.com)', 'a'],
    ['> <b>\n> <div>x</div>\n> <i>', '> <b>\n> x\n> <i>'],
    ['- <!-- a\n  b -->\n- c', '- \n- c'],
    ['| `a | <script>` |\n|---|---|', '| `a | ` |\n|---|---|'],
    ['a | b\n-|-\n<i x=1>\\|z</i> | <q>b</q>', 'a | b\n-|-\n<i>\\|z</i> | b'],
    ['Vec<T> and <std::vector>', 'Vec and std::vector'],
    ['<details\nontoggle=alert(1)>x</details>', '<details>x</details>'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanMarkdown(text)).toBe(clean)
  })
})

describe('a Markdown text as input', () => {
  const input = markdown({ min: 1, max: 10, maxBytes: 12 })
  const messages = (text: unknown) => input.safeParse(text).error?.issues.map(({ message }) => message)

  it('is cleaned as other texts are', () => {
    expect(input.parse(' a\r\nb\u0000 ')).toBe('a\nb')
  })

  it('counts characters and bytes of what is sent', () => {
    expect(input.parse('🎃🎃🎃')).toBe('🎃🎃🎃')
    expect(messages('🎃🎃🎃🎃')).toEqual(['must have at most 12 bytes'])
    expect(messages('<i><i><i>a')).toBeUndefined()
    expect(messages('<x><x><x>ab')).toEqual(['must have at most 10 characters'])
  })

  it('is refused when nothing is left of it', () => {
    expect(messages('<x>')).toEqual(['must not be empty when what is not allowed is cut'])
    expect(messages('  ')).toEqual(['must not be empty'])
  })

  it.each([0, true, null, {}, ['a'], 'a\ud800'])('is refused when it is no text: %j', (value) => {
    expect(input.safeParse(value).success).toBe(false)
  })
})
