import { useState } from 'react'
import { CommandPalette, type CommandGroup } from '../components/command-palette.tsx'

type ChooseDialogProps = {
  open: boolean
  close(): void
  label: string
  pending?: boolean
  none: string
  /** What there is to choose, once this has been typed. */
  groups(wanted: string): CommandGroup[]
}

/** Where chosen assets go: type a part of its name, Enter. Nothing of what was typed is there the next time. */
export const ChooseDialog = ({ close, label, groups, ...props }: ChooseDialogProps) => {
  const [text, setText] = useState('')
  return (
    <CommandPalette
      {...props}
      close={() => {
        setText('')
        close()
      }}
      label={label}
      placeholder={label}
      text={text}
      onText={setText}
      groups={groups(text.trim()).filter(({ commands }) => commands.length > 0)}
    />
  )
}
