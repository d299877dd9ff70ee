using Streaq;

namespace Docs;

internal static class SnoozeAndPause
{
    public static void MapPatiently(StreaqBuilder streaq, Func<bool> isOpen)
    {
        streaq.Map(Tasks.SendReceipt, (Receipt receipt) =>
        {
            if (!isOpen())
            {
                throw new StreaqSnoozeException(TimeSpan.FromMinutes(15));
            }

            Console.WriteLine($"{receipt.Amount} to {receipt.To}");
        });
    }

    public static async Task MigrateAsync(IStreaqClient client, Func<Task> migrate)
    {
        #region pause
        await client.PauseAsync();
        try
        {
            await migrate();
        }
        finally
        {
            await client.ResumeAsync();
        }
        #endregion
    }
}
