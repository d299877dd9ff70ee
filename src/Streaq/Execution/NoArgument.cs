namespace Streaq.Execution;

/// <summary>The argument type of tasks that have none: its only value is <see langword="null"/>.</summary>
internal sealed class NoArgument
{
    private NoArgument()
    {
    }
}
