namespace Streaq;

/// <summary>
/// The argument type of a task that has none, as in <c>new TaskDefinition&lt;NoArgument&gt;("reports.nightly")</c>: its only value is
/// <see langword="null"/>, and a handler need not take it.
/// </summary>
public sealed class NoArgument
{
    private NoArgument()
    {
    }
}
