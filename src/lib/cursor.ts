import { z } from 'zod'

/** Where an export stopped: the time and id of the last row it gave. */
export interface Position {
  at: string
  id: string
}

/** The database takes no time before our era and no id that is no UUID. */
const Position = z.tuple([z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) > 0), z.guid()])

/** The opaque cursor that continues after `position`. */
export const encodeCursor = ({ at, id }: Position): string =>
  Buffer.from(JSON.stringify([at, id])).toString('base64url')

/** A cursor as a caller sends it back; anything `encodeCursor` did not make is refused. */
export const Cursor = z
  .string()
  .max(400)
  .transform((text, ctx): Position => {
    const position = Position.safeParse(parsed(text))
    if (position.success) return { at: position.data[0], id: position.data[1] }
    ctx.addIssue({ code: 'custom', message: 'is not a cursor of this list; start again without it' })
    return z.NEVER
  })

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
