import { CollectDialog } from './collect-dialog.tsx'
import type { Choice } from './choice.ts'
import { MoveDialog } from './move-dialog.tsx'
import { TagDialog } from './tag-dialog.tsx'

/** What is asked before something is done with the chosen assets: where to, which tags, which collection. */
export const Questions = ({ choice }: { choice: Choice }) => (
  <>
    <MoveDialog
      open={choice.question === 'where'}
      count={choice.asked.length}
      close={choice.close}
      move={choice.move}
    />
    <TagDialog open={choice.question === 'tags'} assets={choice.asked} close={choice.close} apply={choice.tag} />
    <CollectDialog
      open={choice.question === 'collection'}
      count={choice.asked.length}
      close={choice.close}
      collect={choice.collect}
      begin={choice.begin}
    />
  </>
)
