using System.Text;

namespace Streaq.Chaos.Worker;

/// <summary>
/// Logs what a worker did, in a file outside of the Redis that breaks. Each event is a line, appended by one write, so that it is in the
/// file when the call has returned, even if the process is killed next.
/// </summary>
internal sealed class EffectLog(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <param name="kind">The kind of event, a letter of the account's <c>EffectLine</c>.</param>
    /// <param name="values">Words without spaces.</param>
    public void Write(char kind, params ReadOnlySpan<object?> values)
    {
        var line = new StringBuilder().Append(kind).Append(' ').Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        foreach (var value in values)
        {
            line.Append(' ').Append(value is null or "" ? "-" : value);
        }

        var bytes = Encoding.UTF8.GetBytes(line.Append('\n').ToString());
        lock (_gate)
        {
            _file.Write(bytes);
        }
    }

    public void Dispose() => _file.Dispose();
}
