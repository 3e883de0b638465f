import { Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useAct } from '../shell/use-act.ts'

/** A text that is being written. It stays as it was typed when sending fails. */
export const useWriting = (send: (text: string) => Promise<unknown>, initial = '') => {
  const [text, setText] = useState(initial)
  const { busy, act } = useAct(() => send(text.trim()))
  const empty = text.trim() === ''
  const go = () => {
    if (!empty && !busy) act()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    go()
  }
  return { text, setText, busy, empty, go, submit }
}
type Writing = ReturnType<typeof useWriting>

type WritingFieldProps = {
  writing: Writing
  label: string
  placeholder?: string
  rows: number
  autoFocus?: boolean
  onFocus?(): void
  escape(field: HTMLTextAreaElement): void
  testId: string
}

/** Where it is written: grows with the text, Ctrl+Enter sends, Escape leaves. */
export const WritingField = ({ writing, label, escape, testId, ...props }: WritingFieldProps) => (
  <Input.TextArea
    {...props}
    value={writing.text}
    maxLength={5000}
    className="growing"
    aria-label={label}
    onChange={(event) => writing.setText(event.target.value)}
    onKeyDown={(event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) writing.go()
      if (event.key === 'Escape') escape(event.currentTarget)
    }}
    data-testid={testId}
  />
)
