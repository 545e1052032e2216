/** What a picture's headers say, in pixels. */
export interface Shape {
  width: number
  height: number
  isAnimated: boolean
}

/** Why a file is not taken, to be read after its name: "is cut off". */
export interface Flaw {
  flaw: string
}

/** More chunks than any encoder makes of a few megabytes: a file of nothing else would keep the process busy. */
export const MAX_CHUNKS = 20_000

export const cutOff: Flaw = { flaw: 'is cut off; send all of it' }
export const damaged: Flaw = { flaw: 'is damaged: its parts are not those of its format' }
export const goesOn: Flaw = { flaw: 'has data behind the end of the image; export it anew' }
