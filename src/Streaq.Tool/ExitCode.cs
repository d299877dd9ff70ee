namespace Streaq.Tool;

/// <summary>What the process says to its caller; the values are a promise.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Nothing of that id, or nothing to do.</summary>
    public const int NothingDone = 1;

    /// <summary>The command line is wrong, or a question has no answer.</summary>
    public const int Usage = 2;

    /// <summary>Redis can not be reached, refused a command, or has no such queue.</summary>
    public const int Store = 3;

    /// <summary>The tool itself is at fault.</summary>
    public const int Fault = 4;
}
