import { HtmlRenderer, Parser } from 'commonmark'
import createParser from 'markdown-it'
import { marked } from 'marked'
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5'

const commonmark = new Parser()
const html = new HtmlRenderer()
const markdownIt = createParser({ html: true })
markdownIt.validateLink = () => true

/** Renderers that take raw HTML and every address as they come. */
const RENDERERS: Record<string, (text: string) => string> = {
  commonmark: (text) => html.render(commonmark.parse(text)),
  'markdown-it': (text) => markdownIt.render(text),
  marked: (text) => marked.parse(text, { async: false }),
}

/** What a renderer makes of Markdown by itself, beside what raw HTML may be. */
const OF_MARKDOWN =
  'h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table thead tbody tr th td input a b br code del details em hr i img ins ' +
  'kbd mark p s samp small strong sub summary sup u'
const tags = new Set(OF_MARKDOWN.split(' '))
const attributes = new Set([
  ...['href', 'title', 'src', 'alt', 'width', 'height', 'open', 'align', 'class', 'start', 'style'],
  ...['type', 'checked', 'disabled'],
])

type Node = DefaultTreeAdapterMap['node']

/** What a browser would find in a page that no text of a stranger may bring there. */
function dangersIn(page: string): string[] {
  const found: string[] = []
  const visit = (node: Node): void => {
    if ('tagName' in node) {
      if (!tags.has(node.tagName)) found.push(`<${node.tagName}>`)
      for (const { name, value } of node.attrs) {
        if (!attributes.has(name)) found.push(`${node.tagName} ${name}`)
        if (name === 'style' && !/^text-align:(left|right|center)$/.test(value)) found.push(`style ${value}`)
        if ((name === 'href' || name === 'src') && !isSafe(value)) found.push(`${name} ${value}`)
      }
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parseFragment(page))
  return found
}

/** As a browser reads an address; what it cannot read leads nowhere. */
const isSafe = (address: string): boolean => {
  const base = 'https://hub.example/'
  if (!URL.canParse(address, base)) return true
  return ['http:', 'https:', 'mailto:'].includes(new URL(address, base).protocol)
}

/** What any renderer brings into a page with this text. */
export const dangers = (text: string): string[] =>
  Object.entries(RENDERERS).flatMap(([name, render]) => dangersIn(render(text)).map((it) => `${name}: ${it}`))
