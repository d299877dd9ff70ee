using Streaq.Chaos.Worker;

namespace Streaq.Chaos;

/// <summary>
/// <c>Streaq.Chaos [--seed N] [--duration SECONDS] [--workers N] [--lease MS] [--rate TASKS_PER_SECOND]</c> breaks things at
/// random while tasks are enqueued and run, and settles the account. Exit code 0 when it balances, 1 when it does not, 2 for a
/// mistake in the arguments. <c>Streaq.Chaos worker …</c> is what it starts as a worker.
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

        if (ChaosOptions.TryParse(args, Console.Error) is not { } options)
        {
            return 2;
        }

        var account = await new ChaosRun(options, Console.Out).RunAsync();
        account.WriteTo(Console.Out);
        return account.IsBalanced ? 0 : 1;
    }
}
