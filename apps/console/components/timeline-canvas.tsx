import { useEffect, useRef } from 'react'
import { useTheme } from '../theme/theme.tsx'

/** Colours as they are now, by the names of their variables: `colour('--lane-1')`. */
export type Colour = (name: string) => string
export type Draw = (pen: CanvasRenderingContext2D, colour: Colour) => void

type TimelineCanvasProps = { widthPixels: number; heightPixels: number; draw: Draw }

/** A picture of dense data, sharp on every screen, drawn anew when the data, the window or the theme changes. */
export const TimelineCanvas = ({ widthPixels, heightPixels, draw }: TimelineCanvasProps) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { mode } = useTheme()
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen || widthPixels <= 0) return
    const frame = requestAnimationFrame(() => {
      const scale = devicePixelRatio
      element.width = Math.round(widthPixels * scale)
      element.height = Math.round(heightPixels * scale)
      pen.scale(scale, scale)
      const style = getComputedStyle(element)
      draw(pen, (name) => style.getPropertyValue(name).trim())
    })
    return () => cancelAnimationFrame(frame)
  }, [draw, widthPixels, heightPixels, mode])
  return (
    <canvas ref={canvas} className="strip-canvas" style={{ width: widthPixels, height: heightPixels }} aria-hidden />
  )
}
