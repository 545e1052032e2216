import { readFileSync } from 'node:fs'

const TEXT = readFileSync(new URL('./info.md', import.meta.url), 'utf8').trim()

/** What the reader has to know before the first call. */
export const infoText = (baseUrl: string): string => TEXT.replaceAll('{{baseUrl}}', baseUrl)
