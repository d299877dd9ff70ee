using Streaq.Chaos.Account;
using Streaq.Chaos.Outbox;
using Streaq.Chaos.Outbox.Parts;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos;

/// <summary>
/// <c>Streaq.Chaos [outbox] [--seed N] [--duration SECONDS] [--workers N] [--lease MS] [--rate TASKS_PER_SECOND] [--tasks N]</c> breaks
/// things at random while tasks are enqueued and run, and settles the account. With <c>outbox</c> the tasks use the outbox and the inbox of
/// a database. The exit code is 0 when the account balances, 1 when it does not, and 2 for a mistake in the arguments. The program itself
/// starts <c>Streaq.Chaos worker …</c> and <c>part …</c>.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["worker", ..])
        {
            await WorkerProgram.RunAsync(WorkerArguments.Parse(args[1..]));
            return 0;
        }

        if (args is [PartArguments.Verb, ..])
        {
            await PartProgram.RunAsync(PartArguments.Parse(args[1..]));
            return 0;
        }

        var isOutbox = args is ["outbox", ..];
        if (ChaosOptions.TryParse(isOutbox ? args[1..] : args, isOutbox ? ChaosOptions.OfOutbox : new(), Console.Error) is not { } options)
        {
            return 2;
        }

        Balance account = isOutbox ? await new OutboxRun(options, Console.Out).RunAsync() : await new ChaosRun(options, Console.Out).RunAsync();
        account.WriteTo(Console.Out);
        return account.IsBalanced ? 0 : 1;
    }
}
