import { singleLine } from './text.ts'

/** An absolute http or https address, stored as it was sent, or nothing. */
export const webUrl = ({ max }: { max: number }) =>
  singleLine({ max }).refine(isWebUrl, 'must be an http:// or https:// address')

const isWebUrl = (text: string): boolean =>
  text === '' || (/^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text))
