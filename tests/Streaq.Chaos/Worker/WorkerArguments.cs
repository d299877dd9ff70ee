using System.Globalization;

namespace Streaq.Chaos.Worker;

/// <param name="Redis">The address of this worker's proxy.</param>
/// <param name="Name">The process's name in the account.</param>
/// <param name="Lease">The duration of a lease.</param>
/// <param name="Log">The path of the worker's log.</param>
/// <param name="Seed">Determines when its listeners throw, and how slow its other services are.</param>
internal sealed record WorkerArguments(string Redis, string Name, TimeSpan Lease, string Log, int Seed)
{
    public static WorkerArguments Parse(string[] args) => new(
        args[0],
        args[1],
        TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture)),
        args[3],
        int.Parse(args[4], CultureInfo.InvariantCulture));

    public string[] ToArray() =>
        [Redis, Name, Lease.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), Log, Seed.ToString(CultureInfo.InvariantCulture)];
}
