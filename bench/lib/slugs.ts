import pg from 'pg'

/** So many live plugins from all over the registry, the same ones each time. */
export async function slugsOf(url: string, count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ slug: string }>(
      `select slug from plugins where deleted_at is null and deactivated_at is null
       order by md5(id::text) limit $1`,
      [count],
    )
    return rows.map(({ slug }) => slug)
  } finally {
    await client.end()
  }
}
