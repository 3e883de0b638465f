import { Button, type ButtonProps } from 'antd'
import { useRef } from 'react'

type PickFileProps = ButtonProps & { accept: string; pick(file: File): void; 'data-testid'?: string }

/** A button by which a person chooses one file of some kinds. */
export const PickFile = ({ accept, pick, ...button }: PickFileProps) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          // The same file may be chosen again.
          currentTarget.value = ''
          if (file) pick(file)
        }}
      />
      <Button {...button} onClick={() => input.current?.click()} />
    </>
  )
}
