import { expect, it } from 'vitest'
import { foldLiveCounts } from '../../../src/domains/platform/index.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { miscounted } from '../../support/live-counts.ts'
import { act, newStaff } from '../../support/moderation.ts'
import { CATEGORY, newPlugin } from '../../support/plugins.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const other = testApp({ beside: app })
const call = callerOf(app)
const callOther = callerOf(other)

const CATEGORIES = Object.values(CATEGORY)
/** Whatever is sent, this is how it may end while others change the same. */
const FATES = [200, 201, 404, 409]

it('the totals agree with the plugins in every snapshot while eight people and the staff change them and folds run', async () => {
  const staff = await newStaff(call, app.current, 'admin')
  const people = await Promise.all(Array.from({ length: 8 }, () => signUp(call)))
  const plugins = await Promise.all(
    people.map(({ token }) => newPlugin(call, token, { category_ids: CATEGORIES.slice(0, 2) })),
  )
  let isOver = false
  const wrong: unknown[] = []
  const watching = (async () => {
    while (!isOver) {
      await Promise.all([app, other].map((each) => foldLiveCounts(each.current.services)))
      wrong.push(...(await miscounted(app.current)))
    }
  })()
  const turn = async (i: number, round: number): Promise<number[]> => {
    const [server, person, { id, slug }] = [round % 2 ? call : callOther, people[i], plugins[i]] as const
    const { token } = person as (typeof people)[number]
    const desk = { token: staff.token }
    const answers = await Promise.all([
      server(`PUT /plugins/${slug}`, {
        token,
        body: { category_ids: [CATEGORIES[(i + round) % 7], CATEGORIES[round]] },
      }),
      server(`POST /admin/plugins/${id}/deactivate`, { ...desk, body: {} }),
      callOther(`POST /admin/plugins/${id}/reactivate`, { ...desk, body: {} }),
      server('POST /plugins', {
        token,
        body: { name: `Racing ${i} ${round}`, short_description: 'x', category_ids: [CATEGORIES[i % 7]] },
      }),
      ...(i % 3 === 0 ? [act(server, desk, person as never, round % 2 ? 'unshadow_ban' : 'shadow_ban')] : []),
      ...(i % 5 === round ? [server(`DELETE /plugins/${slug}`, { token })] : []),
    ])
    return answers.map(({ status }) => status)
  }
  for (const round of [0, 1, 2]) {
    const statuses = (await Promise.all(people.map((_, i) => turn(i, round)))).flat()
    expect(statuses.filter((status) => !FATES.includes(status))).toEqual([])
  }
  isOver = true
  await watching
  expect(wrong).toEqual([])
  expect(await miscounted(app.current)).toEqual([])
  expect((await call('GET /plugins')).body.total).toBeGreaterThan(8)
}, 60_000)
