/** What is to be paid, once. */
export interface Charge {
  /** The same order is never charged twice. */
  orderId: string
  buyerId: string
  amountUsdMicros: number
}

/** Takes money for orders. Called inside the transaction of the order, which is undone when it throws. */
export interface Payments {
  /** Resolves with what identifies the payment at who took it. */
  charge(charge: Charge): Promise<{ reference: string }>
}
