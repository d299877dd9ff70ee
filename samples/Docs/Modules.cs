using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

internal static class Modules
{
    public static void AddOne(StreaqBuilder streaq)
    {
        #region add
        streaq.AddModule<MailModule>();
        #endregion
    }

    public static void AddAll(StreaqBuilder streaq)
    {
        #region assembly
        streaq.Map(typeof(MailModule).Assembly);
        #endregion
    }
}

#region module
public sealed class MailModule : IStreaqModule
{
    public void Configure(StreaqBuilder streaq)
    {
        streaq.Services.AddSingleton<Outbox>();
        streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>().WithMaxAttempts(5);
        streaq.Map(Tasks.CountWords, (string text, Outbox outbox) => outbox.Note(text.Split(' ').Length));
    }
}
#endregion

internal sealed class Outbox
{
    public int Words { get; private set; }

    public int Note(int words) => Words = words;
}
