import type { TestApp } from './app.ts'
import { execute } from './execute.ts'

/** A day, so many days before another: `2026-03-01` is a day before `2026-03-02`. */
export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

/** Gives a plugin a history: so many downloads on each of these days, as if they had been counted then. */
export async function downloadedOn(
  app: TestApp,
  pluginId: string,
  days: Record<string, number>,
): Promise<void> {
  for (const [day, downloads] of Object.entries(days)) {
    await execute(
      app,
      `insert into plugin_download_days as d (plugin_id, day, downloads) values (?, ?, ?)
       on conflict (plugin_id, day) do update set downloads = d.downloads + excluded.downloads`,
      [pluginId, day, downloads],
    )
    await raiseTotal(app, pluginId, downloads)
  }
}

/** Raises the total of a plugin behind the counter's back. */
export const raiseTotal = (app: TestApp, pluginId: string, by: number) =>
  execute(app, 'update plugin_totals set downloads = downloads + ? where plugin_id = ?', [by, pluginId])
