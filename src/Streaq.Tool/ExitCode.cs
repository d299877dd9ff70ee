namespace Streaq.Tool;

/// <summary>The exit codes of the process. Scripts rely on the values, so they do not change.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>There is nothing with that id, or nothing to do.</summary>
    public const int NothingDone = 1;

    /// <summary>The command line is wrong, or a question was not confirmed.</summary>
    public const int Usage = 2;

    /// <summary>Redis can not be reached, refused a command, or has no such queue.</summary>
    public const int Store = 3;

    /// <summary>The tool itself failed.</summary>
    public const int Fault = 4;
}
