using System.Diagnostics;
using Streaq.Chaos.Fleet;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>A place for one process after the other: when one is killed, or kills itself, the next one starts.</summary>
internal sealed class Place(PartArguments arguments, string directory) : IAsyncDisposable
{
    /// <summary>The exit code after <c>SIGKILL</c>.</summary>
    private const int Killed = 128 + Signals.Kill;

    private readonly List<string> _crashed = [];
    private readonly List<WorkerProcess> _all = [];
    private Task _keeping = Task.CompletedTask;
    private volatile bool _isCalm;
    private volatile bool _isLeaving;

    public PartRole Role => arguments.Role;

    /// <summary>The processes that ended neither by <c>SIGKILL</c> nor on request.</summary>
    public IReadOnlyList<string> Crashed => _crashed;

    public IEnumerable<string> Logs => Enumerable.Range(1, _all.Count).Select(LogOf);

    /// <summary>Allows one fault at a time in a place. The next one waits.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public WorkerProcess Current => _all[^1];

    public async Task StartAsync()
    {
        await StartNextAsync();
        _keeping = KeepAsync();
    }

    /// <summary>Tells its processes not to end themselves any more.</summary>
    public void Calm()
    {
        _isCalm = true;
        Current.TryTell(PartArguments.Calm);
    }

    /// <returns>Whether it stopped by itself, and in order.</returns>
    public async Task<bool> LeaveAsync(TimeSpan patience)
    {
        _isLeaving = true;
        // A process that has just ended itself has no successor at this point.
        var began = Stopwatch.GetTimestamp();
        var hasLeft = Current.HasExited || await Current.LeaveAsync(patience);
        await _keeping;
        // Before the limit, only the process itself can have sent that signal.
        return hasLeft || (await Current.EndAsync() == Killed && Stopwatch.GetElapsedTime(began) < patience);
    }

    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }

        Turn.Dispose();
    }

    private string LogOf(int process) => Path.Combine(directory, $"{arguments.Name}.{process}.log");

    private Task StartNextAsync()
    {
        var number = _all.Count + 1;
        var one = arguments with
        {
            Name = $"{arguments.Name}.{number}",
            Log = LogOf(number),
            Seed = unchecked(arguments.Seed * 1000 + number),
            IsCalm = _isCalm,
        };
        _all.Add(WorkerProcess.Start(one.Name, one.ToArray()));
        return Current.Started;
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            var process = Current;
            var exitCode = await process.EndAsync();
            if (exitCode != Killed && !process.IsEnded)
            {
                _crashed.Add($"{process.Name} ended with {exitCode}: {await process.ErrorsAsync()}");
            }

            if (_isLeaving)
            {
                return;
            }

            await StartNextAsync();
        }
    }
}
