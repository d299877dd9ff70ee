using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>
/// The loops of a worker that an unexpected exception has ended, and that have not worked since. The log and the health check report them
/// at once. Otherwise the worker would look healthy and do nothing.
/// </summary>
internal sealed class LoopFaults(string queue, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _loops = new(StringComparer.Ordinal);
    private volatile string? _first;

    /// <summary>The name of a loop that has failed; <see langword="null"/> when all work.</summary>
    public string? Current => _first;

    public void Report(string loop, Exception exception)
    {
        lock (_gate)
        {
            _loops.Add(loop);
            _first = _loops.Min;
        }

        logger.LoopFailed(exception, loop, queue);
    }

    /// <summary>Records that loops work. Called in each iteration, so it takes no lock when all loops work.</summary>
    public void Work(params ReadOnlySpan<string> loops)
    {
        if (_first is null)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var loop in loops)
            {
                _loops.Remove(loop);
            }

            _first = _loops.Min;
        }
    }
}
