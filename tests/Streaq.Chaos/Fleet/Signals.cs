using System.Runtime.InteropServices;

namespace Streaq.Chaos.Fleet;

/// <summary>POSIX signals to a process.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int process, int signal)
    {
        if (!TrySend(process, signal))
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {process}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <returns>Whether the process exists.</returns>
    public static bool TrySend(int process, int signal) => kill(process, signal) == 0;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int sig);
}
