/** Values as an SVG path that fills the box, from its least to its most; a level line lies in the middle. */
export const sparkPath = (values: readonly number[], { width, height }: { width: number; height: number }): string => {
  if (values.length === 0) return ''
  const least = Math.min(...values)
  const span = Math.max(...values) - least
  const x = (i: number) => (values.length === 1 ? width : (i / (values.length - 1)) * width)
  const y = (value: number) => (span === 0 ? height / 2 : height - 1 - ((value - least) / span) * (height - 2))
  const point = (value: number, i: number) => `${round(x(i))} ${round(y(value))}`
  const first = values.length === 1 ? `M0 ${round(y(values[0]!))}L` : 'M'
  return first + values.map(point).join('L')
}

const round = (pixels: number) => Math.round(pixels * 100) / 100
