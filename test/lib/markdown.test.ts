import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMarkdown, markdown } from '../../src/lib/markdown.ts'
import { dangersIn, RENDERERS } from './markdown-renderers.ts'

const dangers = (text: string) =>
  Object.entries(RENDERERS).flatMap(([name, render]) => dangersIn(render(text)).map((it) => `${name}: ${it}`))

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

const TAB = '\t'
/** Ways to write something that runs, as others have collected them. */
const VECTORS = [
  '<ScRiPt>alert(1)</sCrIpT>',
  '<script src=//example.com/x.js></script>',
  '<script\n>alert(1)</script\n>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<scr<b x>ipt>alert(1)</script>',
  '<<script>alert(1)//<</script>',
  '<script>alert(1)',
  '<img src=x onerror=alert(1)>',
  '<img src="x" onerror="alert(1)"//>',
  '<img/src=x/onerror=alert(1)>',
  '<p>\n<img/src=x/onerror=alert(1)>',
  '<p>\n<img src=x onerror=alert(1)',
  '- <p>\n<img src=x onerror=alert(1)\n\nend',
  '<img src=x\nonerror=alert(1)>',
  '> <img src=x\n> onerror=alert(1)>',
  '<img src="x` `<script>alert(1)</script>"` `>',
  '<img src="javascript:alert(1)">',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<base href="javascript:alert(1)//">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<link rel="stylesheet" href="https://example.com/x.css">',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<b style="position:fixed;inset:0">x</b>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  `<a href="java${TAB}script:alert(1)">x</a>`,
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="&#x6A&#x61;vascript&colon;alert(1)">x</a>',
  '<a href="javascript&#0000058alert(1)">x</a>',
  '<a href=data:text/html,x>x</a>',
  '<a href="https://example.com" onmouseover="alert(1)">x</a>',
  "<a href='https://example.com' onmouseover='alert(1)'>x</a>",
  '<a href="https://example.com"onmouseover="alert(1)">x</a>',
  '<a href="x" href="javascript:alert(1)">x</a>',
  '</p onclick=alert(1)>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--><script>alert(1)</script>',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<![CDATA[><script>alert(1)</script>]]>',
  '<?x ><script>alert(1)</script>?>',
  '<!x ><script>alert(1)</script>',
  '[a](javascript:alert(1))',
  '[a](JAVASCRIPT:alert(1))',
  '[a](<javascript:alert(1)>)',
  '[a]( javascript:alert(1))',
  '[a](\njavascript:alert(1)\n)',
  `[a](<java${TAB}script:alert(1)>)`,
  '[a](java&#115;cript:alert(1))',
  '[a](java&Tab;script:alert(1))',
  '[a](javascript&colon;alert(1))',
  '[a](&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58alert(1))',
  '[a](javascript\\:alert(1))',
  '[a](\\javascript:alert(1))',
  '[a](javascript:alert`1`)',
  '[a](javascript:alert(1) "title")',
  '[a](vbscript:msgbox(1))',
  '[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[a](file:///etc/passwd)',
  '[a](blob:https://example.com/x)',
  '[a](\\\\example.com)',
  '[a](\u0001javascript:alert(1))',
  '[a](\u00a0javascript:alert(1))',
  '[a](\u200bjavascript:alert(1))',
  '[a][r]\n\n[r]: javascript:alert(1)',
  '[r]\n\n[r]: <javascript:alert(1)>',
  '[r]\n\n[r]:\njavascript:alert(1)',
  '> [r]: javascript:alert(1)\n\n[r]',
  '[R]\n\n[r]: https://example.com\n[r]: javascript:alert(1)',
  '![a](javascript:alert(1))',
  '![a][r]\n\n[r]: data:x',
  '[![a](javascript:alert(1))](javascript:alert(2))',
  '[a [b](javascript:alert(1)) c](javascript:alert(2))',
  '![a [b](javascript:alert(1))](x)',
  '[a](x (<img src=x onerror=alert(1)>',
  '<javascript:alert(1)>',
  '<JAVASCRIPT:alert(1)>',
  '| a |\n|---|\n| <img src=x onerror=alert(1)> |',
  '| `a | b |\n|---|---|\n| <svg onload=alert(1)>` | c |',
  '[^1]\n\n[^1]: a\n\n    <img src=x onerror=alert(1)>',
  '[^1]: <svg/onload=alert(1)>',
  '[^1]: \n```\n\n![i](data:c)',
  'http://example.com/`<img src=x onerror=alert(1)>`',
  'www.example.com\\<img src=x onerror=alert(1)>',
  '`a\n\n<img src=x onerror=alert(1)>`',
  '```\n```\n<img src=x onerror=alert(1)>',
  '- ```\n<img src=x onerror=alert(1)>',
  '- - \t<p onclick=alert(1) a\n\nb',
  '>1. \t</style><p onclick=alert(1)>',
  '1.   a\n\t<script>b</script>',
  'a <img src=x title="`" onerror=alert(1)>`',
  '[a](`)<img src=x onerror=alert(1)>`',
  '\\`<img src=x onerror=alert(1)>`',
  '<p>`<img src=x onerror=alert(1)>`</p>',
  '<p>\n```\n<img src=x onerror=alert(1)>\n```',
  '<p\n\nonclick=alert(1)>',
]

describe('nothing runs in the browser of a reader', () => {
  it.each(VECTORS)('%j', (text) => {
    const clean = cleanMarkdown(text)
    expect(dangers(clean)).toEqual([])
    expect(cleanMarkdown(clean)).toBe(clean)
  })

  it('finds something in what these are made of when it is not cleaned', () => {
    const harmless = VECTORS.filter((text) => dangers(text).length === 0)
    expect(harmless.length).toBeLessThan(VECTORS.length / 4)
  })

  const pieces = [
    ...[
      '<script>',
      '</script>',
      '<img src=x onerror=a>',
      '<p onclick=a ',
      '<img src=x onerror=a ',
      '<svg onload=a>',
    ],
    ...[
      '<a href="javascript:a">',
      '<a href=x ',
      '[a](javascript:b)',
      '![i](data:c)',
      '[r]',
      '[r]: javascript:z',
    ],
    ...[
      '<javascript:a>',
      '<b>',
      '</b>',
      '<p>',
      '<div>',
      '<details>',
      '<pre>',
      '<style>',
      '</style>',
      '<br/>',
    ],
    ...['<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<x ', '<a', '<', '>', '"', "'", '=', ':', '//', '/'],
    ...[
      '\n',
      '\n',
      '\n\n',
      '  ',
      '    ',
      '\t',
      '> ',
      '- ',
      '1. ',
      '#',
      '---',
      '===',
      '|',
      '|-|-|',
      'a | b',
      '-|-',
    ],
    ...['`', '``', '```', '~~~', '\\', '(', ')', '[', ']', '!', '*', '_', '&lt;', '&#58;', '[^1]', '[^1]: '],
    ...['x', 'y z', 'javascript:', 'http://a.b', 'www.a.b', '\u00a0', '<textarea>'],
  ]

  it('nor in whatever is made of these pieces, and cleaning twice is cleaning once', () => {
    const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(texts, (parts) => {
        const clean = cleanMarkdown(parts.join('').trim())
        expect(dangers(clean)).toEqual([])
        expect(cleanMarkdown(clean)).toBe(clean)
      }),
      { numRuns: 1500, seed: 20_260_420 },
    )
  }, 60_000)
})

const KB64 = 65_536
const filled = (unit: string, prefix = '') => (prefix + unit.repeat(KB64)).slice(0, KB64)

describe('a text that was made to be slow', () => {
  it.each(['>', '> ', '* + ', '[', '![', '[![', '1) ', '[a][', '^['])(
    'is refused when it nests without end: %j',
    (unit) => {
      const { error } = markdown({ max: KB64 }).safeParse(filled(unit, '<b>x</b> [a](b)\n\n'))
      expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^is too complex/)])
    },
  )

  it('is refused when each cut brings forth the next', () => {
    const text = `${'<q'.repeat(50)}<q>${'>'.repeat(50)}`
    expect(markdown({ max: KB64 }).safeParse(text).success).toBe(false)
  })

  it.each([
    '> <x>\n<x> <x>\n',
    '- <p>\n',
    '<a b>',
    '[a](',
    '[a]: b\n',
    '|a|b|\n|-|-|\n',
    '<!--',
    '`<x',
    '*a_ <b>',
  ])(
    'is read within the budget of one text, or refused: %j',
    (unit) => {
      const read = markdown({ max: KB64 }).safeParse(filled(unit, '[a](b) | <b>\n\n'))
      if (read.success) expect(dangers(read.data.slice(0, 2000))).toEqual([])
      else expect(read.error.issues[0]?.message).toMatch(/^is too complex/)
    },
    60_000,
  )
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
