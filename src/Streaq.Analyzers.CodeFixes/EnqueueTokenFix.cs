using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Streaq.Analyzers;

/// <summary>STRQ008: passes the attempt's token.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class EnqueueTokenFix() : StreaqFix(EnqueueTokenAnalyzer.Id)
{
    protected override void Offer(FixContext fix)
    {
        if (fix.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && fix.Diagnostic.Properties.TryGetValue(EnqueueTokenAnalyzer.Token, out var token) && token is not null)
        {
            var argument = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token))
                .WithNameColon(SyntaxFactory.NameColon("cancellationToken")).WithAdditionalAnnotations(Formatter.Annotation);
            fix.Replace($"Pass {token}", call.ArgumentList, call.ArgumentList.AddArguments(argument));
        }
    }
}
