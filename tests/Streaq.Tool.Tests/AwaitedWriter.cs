using System.Text;
using System.Text.RegularExpressions;

namespace Streaq.Tool.Tests;

/// <summary>A screen on which a test waits for a text.</summary>
internal sealed class AwaitedWriter : StringWriter
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _appeared = new();
    private Regex? _awaited;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Completes when the text printed from now on matches.</summary>
    public Task AppearedAsync(string pattern, RegexOptions options = RegexOptions.None)
    {
        lock (_gate)
        {
            GetStringBuilder().Clear();
            _awaited = new Regex(pattern, RegexOptions.Singleline | options, matchTimeout: TimeSpan.FromSeconds(1));
            _appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _appeared.Task.WaitAsync(QueueHost.Patience);
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        lock (_gate)
        {
            base.Write(value);
            if (_awaited?.IsMatch(ToString()) is true)
            {
                _appeared.TrySetResult();
            }
        }
    }
}
