import { z } from 'zod'

const CONTROLS = /[\p{Cc}\u2028\u2029]/gu
const CONTROLS_BUT_BREAKS = /(?![\n\t])[\p{Cc}]/gu

/** Length in characters (Unicode code points), as every limit of the contract counts. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

interface Limits {
  min?: number
  max: number
}

/**
 * A one-line text as CONTRACT §5 cleans it: without control characters, NFC-normalised, trimmed.
 * The limits count code points of what is left. An unpaired surrogate is refused: it cannot be stored.
 */
export const singleLine = (limits: Limits) =>
  limited(limits, (text) => text.replace(CONTROLS, '').normalize('NFC').trim())

/** A text of several lines: as `singleLine`, but it keeps line breaks (as `\n`) and tabs. */
export const multiLine = (limits: Limits) =>
  limited(limits, (text) =>
    text.replace(/\r\n?/g, '\n').replace(CONTROLS_BUT_BREAKS, '').normalize('NFC').trim(),
  )

function limited({ min = 0, max }: Limits, clean: (text: string) => string) {
  return z
    .string()
    .refine((text) => text.isWellFormed(), 'contains an unpaired surrogate; send valid Unicode')
    .overwrite((text) => (text.isWellFormed() ? clean(text) : text))
    .superRefine((text, ctx) => {
      const length = codePoints(text)
      if (length < min) ctx.addIssue({ code: 'custom', message: tooShort(min) })
      if (length > max) ctx.addIssue({ code: 'custom', message: `must have at most ${max} characters` })
    })
    .meta({ ...(min > 0 && { minLength: min }), maxLength: max })
}

const tooShort = (min: number) => (min === 1 ? 'must not be empty' : `must have at least ${min} characters`)
