import { type Command, type CommandDefinition, ExitCode } from './command';
import { renderHelp } from './help';
import { type Options, parseOptions } from './options';

/** The command of a definition. `--help` is answered here, so that every command has it. */
export function defineCommand<O extends Options>(definition: CommandDefinition<O>): Command {
  return {
    name: definition.name,
    summary: definition.summary,
    async run(args, terminal) {
      const parsed = parseOptions(args, definition.options);
      if (!parsed.help) {
        return definition.run(parsed.values, parsed.operands, terminal);
      }
      terminal.stdout.write(renderHelp(definition));
      return ExitCode.DONE;
    },
  };
}
