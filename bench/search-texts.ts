import pg from 'pg'
import { seeded, zipf } from './lib/random.ts'

const WORDS = 30_000
/** Words so common that nobody names a plugin after them. */
const FILLERS = 60
const BATCH = 1000

export interface Texts {
  names: string[]
  shorts: string[]
  words: string[]
}

/**
 * Gives every plugin of a generated world a name, a short description and a description of words that are as rich as a
 * language: their frequencies follow Zipf's law. Gives half of the versions binaries.
 */
export async function writeTexts(url: string): Promise<Texts> {
  const random = seeded(42)
  const words = vocabulary(random)
  const common = zipf(WORDS, 1, random)
  const telling = zipf(WORDS - FILLERS, 0.8, random)
  const several = (count: number, pick: () => string) => Array.from({ length: count }, pick)
  const anyWord = () => words[common()] as string
  const nameWord = () => words[FILLERS + telling()] as string
  const texts = (id: string) => ({
    id,
    name: several(1 + Math.floor(random() * 3), nameWord)
      .map(capital)
      .join(' '),
    short: several(6 + Math.floor(random() * 8), () => (random() < 0.4 ? nameWord() : anyWord())).join(' '),
    long: several(40 + Math.floor(random() * 200), anyWord).join(' '),
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>('select id from plugins order by id')
    const made = rows.map(({ id }) => texts(id))
    for (let at = 0; at < made.length; at += BATCH) {
      await client.query(UPDATE, [JSON.stringify(made.slice(at, at + BATCH))])
    }
    await client.query(BINARIES)
    await client.query('vacuum analyze')
    return { names: made.map(({ name }) => name), shorts: made.map(({ short }) => short), words }
  } finally {
    await client.end()
  }
}

const UPDATE = `
  update plugins p set name = t.name, short_description = t.short, description = t.long
  from json_to_recordset($1) as t (id uuid, name text, short text, long text) where p.id = t.id`

const BINARIES = `
  insert into binaries (id, version_id, platform, file_name, file_size, checksum_sha256, storage_key, content_type,
    claimed_at, stored_at)
  select gen_random_uuid(), v.id, platform, 'plugin', 1, repeat('0', 64), v.id || platform, 'application/wasm',
    v.published_at, v.published_at
  from versions v, unnest(array['windows', 'macos', 'linux']) with ordinality as p (platform, place)
  where hashtext(v.id::text || platform) % 2 = 0`

const STARTS = 'b br c ch cl cr d dr f fl g gl gr h j k l m n p ph pl pr qu r s sh sl st str t th tr v w z'
const VOWELS = 'a e i o u ai ea ee io oo ou'
const ENDS = ' b ck d f g l ll m n nd ng nk p r rd rt s sk st t ve x'

/** Different pronounceable words, the more frequent the shorter; the fillers are as short as `the` and `with`. */
export function vocabulary(random: () => number): string[] {
  const one = (list: string[]) => list[Math.floor(random() * list.length)] as string
  const [starts, vowels, ends] = [STARTS, VOWELS, ENDS].map((list) => list.split(' ')) as [
    string[],
    string[],
    string[],
  ]
  const words = new Set<string>()
  while (words.size < WORDS) {
    const syllables = 1 + Math.floor(random() * (1 + (3 * words.size) / WORDS))
    const word = Array.from({ length: syllables }, () => one(starts) + one(vowels) + one(ends)).join('')
    if (words.size >= FILLERS || word.length <= 4) words.add(word)
  }
  return [...words]
}

const capital = (word: string): string => (word[0] as string).toUpperCase() + word.slice(1)
