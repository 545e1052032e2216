import { createConfig, lintFromString } from '@redocly/openapi-core'

/** What Redocly's recommended rules find in a document, warnings too. */
export async function lint(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], telemetry: 'off' })
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
  return problems.map(({ severity, ruleId, message, location }) => {
    const place = (location[0] as { pointer?: string } | undefined)?.pointer ?? ''
    return `${severity} ${ruleId}: ${message} (${place})`
  })
}
