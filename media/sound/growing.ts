/** A list of numbers whose end is not known yet, at the cost of what a number is stored in. */
export const growing = <T extends Float64Array | Int16Array | Int8Array>(make: (length: number) => T) => {
  let values = make(1024)
  let length = 0
  return {
    push(value: number): void {
      if (length === values.length) {
        const larger = make(length * 2)
        larger.set(values)
        values = larger
      }
      values[length] = value
      length += 1
    },
    values: (): T => values.subarray(0, length) as T,
  }
}

/** Lists of numbers stored in 8 bytes each, and in one. */
export const growingDoubles = () => growing((length) => new Float64Array(length))
export const growingBytes = () => growing((length) => new Int8Array(length))
