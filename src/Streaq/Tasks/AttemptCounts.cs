using System.Globalization;
using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// Counts of attempts, and the same as text: <c>s=5 f=1 r=2 D=12000 W=300 d3=5 w0=6</c>, without zeros. <c>s</c>, <c>f</c> and <c>r</c> are
/// successes, failures and retries. <c>D</c> and <c>W</c> are the sums of durations and waits in microseconds. <c>d0</c> to <c>d25</c> and
/// <c>w0</c> to <c>w25</c> are their histograms. A script adds such texts up.
/// </summary>
internal sealed class AttemptCounts
{
    private readonly long[] _durations = new long[TimeHistogram.Places];
    private readonly long[] _waits = new long[TimeHistogram.Places];
    private long _successes;
    private long _failures;
    private long _retries;
    private long _duration;
    private long _wait;

    public long Count => _successes + _failures + _retries;

    /// <returns>Whether an attempt with that outcome is counted.</returns>
    public static bool Counts(TaskOutcome outcome) =>
        outcome is TaskOutcome.Success or TaskOutcome.Failure or TaskOutcome.Timeout or TaskOutcome.Retry;

    public void Add(TaskOutcome outcome, TimeSpan duration, TimeSpan wait)
    {
        switch (outcome)
        {
            case TaskOutcome.Success: _successes++; break;
            case TaskOutcome.Retry: _retries++; break;
            default: _failures++; break;
        }

        _duration += Microseconds(duration);
        _wait += Microseconds(wait);
        _durations[TimeHistogram.PlaceOf(duration)]++;
        _waits[TimeHistogram.PlaceOf(wait)]++;
    }

    public void Add(AttemptCounts other)
    {
        _successes += other._successes;
        _failures += other._failures;
        _retries += other._retries;
        _duration += other._duration;
        _wait += other._wait;
        for (var i = 0; i < TimeHistogram.Places; i++)
        {
            _durations[i] += other._durations[i];
            _waits[i] += other._waits[i];
        }
    }

    /// <summary>Adds the counts in a text. Ignores parts of another form.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split(' '))
        {
            var part = text[range];
            var equals = part.IndexOf('=');
            if (equals > 0 && long.TryParse(part[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                Add(part[..equals], number);
            }
        }
    }

    public AttemptStatistics ToStatistics() => new(
        _successes,
        _failures,
        _retries,
        new TimeHistogram([.. _durations], FromMicroseconds(_duration)),
        new TimeHistogram([.. _waits], FromMicroseconds(_wait)));

    public override string ToString()
    {
        var text = new StringBuilder(128);
        Write(text, "s", _successes);
        Write(text, "f", _failures);
        Write(text, "r", _retries);
        Write(text, "D", _duration);
        Write(text, "W", _wait);
        Write(text, 'd', _durations);
        Write(text, 'w', _waits);
        return text.ToString();
    }

    private void Add(ReadOnlySpan<char> name, long number)
    {
        switch (name)
        {
            case "s": _successes += number; break;
            case "f": _failures += number; break;
            case "r": _retries += number; break;
            case "D": _duration += number; break;
            case "W": _wait += number; break;
            case ['d', .. var place]: Add(_durations, place, number); break;
            case ['w', .. var place]: Add(_waits, place, number); break;
        }
    }

    private static void Add(long[] histogram, ReadOnlySpan<char> place, long number)
    {
        if (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < histogram.Length)
        {
            histogram[i] += number;
        }
    }

    private static void Write(StringBuilder into, char name, long[] histogram)
    {
        for (var i = 0; i < histogram.Length; i++)
        {
            if (histogram[i] > 0)
            {
                Write(into, string.Create(CultureInfo.InvariantCulture, $"{name}{i}"), histogram[i]);
            }
        }
    }

    private static void Write(StringBuilder into, string name, long number)
    {
        if (number > 0)
        {
            into.Append(CultureInfo.InvariantCulture, $"{(into.Length == 0 ? "" : " ")}{name}={number}");
        }
    }

    private static long Microseconds(TimeSpan time) => Math.Max(0, time.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Clamps the number: another program may have written more than a <see cref="TimeSpan"/> can hold.</summary>
    private static TimeSpan FromMicroseconds(long microseconds) =>
        new(Math.Clamp(microseconds, 0, long.MaxValue / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);
}
