import { SearchOutlined } from '@ant-design/icons'
import { Modal } from 'antd'
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from './key-hint.tsx'
import './command-palette.css'

export type Command = {
  key: string
  label: string
  icon?: ReactNode
  /** Faint, at the end: what it is, where it leads. */
  hint?: string | undefined
  /** Keys that do the same anywhere: `Mod K`. */
  keys?: string
  run(): void
}
export type CommandGroup = { key: string; title: string; commands: readonly Command[] }

export type CommandPaletteProps = {
  open: boolean
  close(): void
  label: string
  placeholder: string
  text: string
  onText(text: string): void
  groups: readonly CommandGroup[]
  /** More is being looked for. */
  pending?: boolean
  /** What is said when nothing was found. */
  none: ReactNode
}

/** A field and what it leads to, in groups: arrows choose, Enter does it. */
export const CommandPalette = ({ open, close, label, ...list }: CommandPaletteProps) => (
  <Modal
    open={open}
    onCancel={close}
    footer={null}
    closable={false}
    destroyOnHidden
    title={<span className="hidden">{label}</span>}
    className="commands"
    style={{ top: 'min(12vh, 96px)' }}
    width={600}
  >
    <CommandList {...list} label={label} close={close} focus />
  </Modal>
)

/** The list itself, as it stands in the palette. */
export const CommandList = (props: Omit<CommandPaletteProps, 'open'> & { focus?: boolean }) => {
  const { close, label, placeholder, text, onText, groups, pending = false, none, focus = false } = props
  const { t } = useTranslation()
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const commands = useMemo(() => groups.flatMap((group) => group.commands), [groups])
  const [wanted, setWanted] = useState<string>()
  const chosen = commands.find((command) => command.key === wanted) ?? commands[0]
  const idOf = (key: string) => `${id}${key}`

  useEffect(() => {
    if (focus) field.current?.focus()
  }, [focus])
  useEffect(() => {
    if (wanted) list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [wanted])
  const run = (command: Command | undefined) => {
    if (!command) return
    close()
    command.run()
  }
  const step = (by: number) => {
    const at = commands.findIndex((command) => command === chosen)
    setWanted(commands[(at + by + commands.length) % Math.max(1, commands.length)]?.key)
  }
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => run(chosen) }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <div className="commands-body">
      <div className="commands-field">
        <SearchOutlined className="faint" />
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen ? idOf(chosen.key) : undefined}
          aria-label={placeholder}
          placeholder={placeholder}
          value={text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWanted(undefined)
            onText(event.target.value)
          }}
          onKeyDown={press}
        />
        <i className={pending ? 'commands-pending' : ''} aria-hidden="true" />
      </div>
      <div ref={list} id={id} className="commands-list" role="listbox" aria-label={label}>
        {groups.map((group) =>
          group.commands.length === 0 ? null : (
            <div key={group.key} role="group" aria-label={group.title}>
              <div className="commands-group" aria-hidden="true">
                {group.title}
              </div>
              {group.commands.map((command) => (
                <CommandLine
                  key={command.key}
                  id={idOf(command.key)}
                  command={command}
                  chosen={command === chosen}
                  choose={() => setWanted(command.key)}
                  run={() => run(command)}
                />
              ))}
            </div>
          ),
        )}
        {commands.length === 0 && !pending ? <div className="commands-none soft">{none}</div> : null}
      </div>
      <div className="commands-foot faint" aria-hidden="true">
        <span>
          <KeyHint keys="ArrowUp ArrowDown" /> {t('components.commands.choose')}
        </span>
        <span>
          <KeyHint keys="Enter" /> {t('components.commands.run')}
        </span>
        <span>
          <KeyHint keys="Escape" /> {t('components.commands.close')}
        </span>
      </div>
    </div>
  )
}

type CommandLineProps = { id: string; command: Command; chosen: boolean; choose(): void; run(): void }

const CommandLine = ({ id, command, chosen, choose, run }: CommandLineProps) => (
  <div
    id={id}
    role="option"
    tabIndex={-1}
    aria-selected={chosen}
    className="command"
    onPointerMove={choose}
    onClick={run}
    onKeyDown={(event) => event.key === 'Enter' && run()}
  >
    <span className="command-icon">{command.icon}</span>
    <span className="grow ellipsis">{command.label}</span>
    {command.hint ? <span className="command-hint ellipsis">{command.hint}</span> : null}
    {command.keys ? <KeyHint keys={command.keys} /> : null}
  </div>
)
