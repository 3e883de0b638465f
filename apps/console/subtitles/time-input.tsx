import { Input } from 'antd'
import { useState } from 'react'
import { readTime, showTime } from './lines.ts'

type TimeInputProps = {
  label: string
  seconds: number
  readOnly: boolean
  wrong?: boolean
  set(seconds: number): void
  testId: string
}

const stepSeconds = 0.1

/** A time that is typed, or moved by the arrow keys; what is no time is put back. */
export const TimeInput = ({ label, seconds, readOnly, wrong = false, set, testId }: TimeInputProps) => {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    const read = typed === undefined ? undefined : readTime(typed)
    setTyped(undefined)
    if (read !== undefined && read !== seconds) set(read)
  }
  const move = (by: number) => {
    setTyped(undefined)
    set(Math.max(0, Math.round((seconds + by) * 1000) / 1000))
  }
  return (
    <Input
      size="small"
      className="cue-time mono"
      aria-label={label}
      title={label}
      readOnly={readOnly}
      value={typed ?? showTime(seconds)}
      {...(wrong ? { status: 'error' as const } : {})}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (readOnly || event.altKey) return
        if (event.key === 'Enter') take()
        else if (event.key === 'Escape') setTyped(undefined)
        else if (event.key === 'ArrowUp') move(stepSeconds)
        else if (event.key === 'ArrowDown') move(-stepSeconds)
        else return
        event.preventDefault()
      }}
      data-testid={testId}
    />
  )
}
