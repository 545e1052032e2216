import { embeddedCode } from './embedded-code.ts'
import type { Flaw } from './image-shape.ts'
import { inspectMp4 } from './inspect-mp4.ts'
import { inspectWebm } from './inspect-webm.ts'

export const VIDEO_TYPES = ['video/mp4', 'video/webm'] as const
export type VideoType = (typeof VIDEO_TYPES)[number]

/** Which video begins like this, by its container alone; undefined when none does. */
export function videoType(head: Buffer): VideoType | undefined {
  if (head.toString('latin1', 4, 8) === 'ftyp') return 'video/mp4'
  return head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3 ? 'video/webm' : undefined
}

/**
 * Looks at the first 4 kB of a video of `size` bytes: whether it is an MP4 or WebM, begins as one should and carries
 * no web page or script. Other formats in the same containers (QuickTime, HEIC, sound, Matroska) are refused.
 */
export function inspectVideo(head: Buffer, size: number): { type: VideoType } | Flaw {
  const type = videoType(head)
  if (!type) return { flaw: 'is not an MP4 or WebM video, whatever its type says' }
  const flaw = type === 'video/mp4' ? inspectMp4(head, size) : inspectWebm(head, size)
  if (flaw) return flaw
  const code = embeddedCode(head)
  return code ? { flaw: `carries ${code}; export the video anew` } : { type }
}
