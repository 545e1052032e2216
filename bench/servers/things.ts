import { z } from 'zod'
import { open } from '../../src/rpc/procedures.ts'
import { t } from '../../src/rpc/trpc.ts'

/** How many procedures each server of the facade's scenario has. */
export const COUNT = 120

export const places = Array.from({ length: COUNT }, (_, place) => place)

export const Input = z.object({
  slug: z.string().regex(/^[a-z0-9-]{1,100}$/),
  count: z.int().min(1).max(100).default(20),
})
export const Output = z.object({
  slug: z.string(),
  name: z.string(),
  count: z.int(),
  is_active: z.boolean(),
  created_at: z.string(),
})
type Input = z.infer<typeof Input>
type Output = z.infer<typeof Output>

/** What all servers answer: work that costs nothing, so that the way to it is measured. */
export const answer = ({ slug, count }: Input): Output => ({
  slug,
  name: 'Better Maps',
  count,
  is_active: true,
  created_at: '2026-03-06T12:00:00Z',
})

/** Each place has a schema of its own, as endpoints do. */
export const schemasOf = () => ({ input: Input.clone(), output: Output.clone() })

const thing = (place: number) => {
  const { input, output } = schemasOf()
  return open
    .meta({ openapi: { method: 'GET', path: `/things-${place}/{slug}` } })
    .input(input)
    .output(output)
    .query(({ input }) => answer(input))
}

export const router = t.router({
  things: t.router(Object.fromEntries(places.map((place) => [`thing${place}`, thing(place)]))),
})
