using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Reports handlers that hold a thread of the pool, on which fetching and the renewal of the lease depend. Looks from a thread of its
/// own, since timers need the pool as well.
/// </summary>
internal sealed class BlockedCalls : IDisposable
{
    /// <summary>Who holds a thread at two looks in a row is reported.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly AttemptHost[] _hosts;
    private readonly Attempt?[] _before;
    private readonly Attempt?[] _reported;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _ended = new();

    public BlockedCalls(AttemptHost[] hosts, ILogger logger)
    {
        (_hosts, _logger) = (hosts, logger);
        (_before, _reported) = (new Attempt?[hosts.Length], new Attempt?[hosts.Length]);
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "Streaq blocked calls" }.UnsafeStart();

    public void Look()
    {
        for (var i = 0; i < _hosts.Length; i++)
        {
            var calling = _hosts[i].Calling;
            if (calling is not null && ReferenceEquals(calling, _before[i]) && !ReferenceEquals(calling, _reported[i]))
            {
                _reported[i] = calling;
                _logger.Blocking(calling.Message.Name, calling.Message.Id);
            }

            _before[i] = calling;
        }
    }

    public void Dispose() => _ended.Set();

    private void Run()
    {
        while (!_ended.Wait(Interval))
        {
            Look();
        }

        _ended.Dispose();
    }
}
