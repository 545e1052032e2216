/** Where a piece of a text comes from: its offset there, in the order of the pieces. */
interface Piece {
  /** Where it begins in the joined text. */
  start: number
  /** Where it begins in the source. */
  source: number
}

/** A text that was put together from pieces of a source, with the way back. */
export interface Placed {
  text: string
  /** Where the character at `offset` stands in the source. */
  place(offset: number): number
}

/** Pieces of a source, given by their bounds, as lines of one text. */
export function placed(source: string, bounds: readonly (readonly [start: number, end: number])[]): Placed {
  let text = ''
  const pieces: Piece[] = bounds.map(([start, end], index) => {
    if (index > 0) text += '\n'
    const piece = { start: text.length, source: start }
    text += source.slice(start, end)
    return piece
  })
  return { text, place: (offset) => placeOf(pieces, offset) }
}

/**
 * Where the characters of a paragraph, heading or cell stand in the source. A parser takes away what stands before
 * and after the text of each line, nothing within it; in a cell it takes away the backslashes before pipes.
 */
export function placesOf(lines: Lines, content: string, first: number, cell?: { from: number }): Placed {
  let start = 0
  const pieces = content.split('\n').flatMap((line, index) => {
    const bare = line.trimStart()
    const begins = start + line.length - bare.length
    start += line.length + 1
    const { text = '', offset = 0 } = lines[first + index] ?? {}
    return cell ? piecesOfCell(text, offset, bare, begins, cell) : [pieceOf(text, offset, bare, begins)]
  })
  return { text: content, place: (offset) => placeOf(pieces, offset) }
}

/** The lines of a source with their offsets. */
export type Lines = readonly { text: string; offset: number }[]

export function linesOf(source: string): Lines {
  let offset = 0
  return source.split('\n').map((text) => {
    const line = { text, offset }
    offset += text.length + 1
    return line
  })
}

function pieceOf(text: string, offset: number, bare: string, start: number): Piece {
  const at = text.lastIndexOf(bare)
  if (at < 0) throw new Error('a parser gave a line that is not in its source')
  return { start, source: offset + at }
}

/** One piece for each pipe in the cell: before it stands a backslash that the content does not have. */
function piecesOfCell(
  text: string,
  offset: number,
  bare: string,
  start: number,
  cell: { from: number },
): Piece[] {
  const written = bare.replaceAll('|', '\\|')
  const at = text.indexOf(written, cell.from)
  if (at < 0) throw new Error('a parser gave a cell that is not in its source')
  cell.from = at + written.length
  const pieces: Piece[] = [{ start, source: offset + at }]
  for (let pipe = bare.indexOf('|'); pipe >= 0; pipe = bare.indexOf('|', pipe + 1)) {
    pieces.push({ start: start + pipe, source: offset + at + pipe + pieces.length })
  }
  return pieces
}

function placeOf(pieces: readonly Piece[], offset: number): number {
  let low = 0
  for (let high = pieces.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const { start, source } = pieces[low] ?? { start: 0, source: 0 }
  return source + Math.max(0, offset - start)
}
