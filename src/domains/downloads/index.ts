export { createDownloadCounter, type DownloadCounter } from './counter.ts'
