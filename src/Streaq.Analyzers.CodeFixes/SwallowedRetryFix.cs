using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Streaq.Analyzers;

/// <summary>STRQ010: excludes retries and snoozes from the clause by a filter. A clause that catches only these rethrows them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class SwallowedRetryFix() : StreaqFix(SwallowedRetryAnalyzer.Id)
{
    private static readonly string[] Names = ["e", "exception", "caught"];

    protected override void Offer(FixContext fix)
    {
        if (fix.Node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { } clause)
        {
            return;
        }

        var caught = clause.Declaration is { } declaration
            ? fix.Model.GetTypeInfo(declaration.Type, fix.CancellationToken).Type?.Name
            : null;
        if (caught is "StreaqRetryException" or "StreaqSnoozeException")
        {
            if (EndsInAJump(clause) || fix.Model.AnalyzeControlFlow(clause.Block) is { Succeeded: true, EndPointIsReachable: true })
            {
                fix.Replace("Throw it again", clause, WithThrow(clause));
            }
        }
        else
        {
            fix.Replace("Leave retries out", clause, WithFilter(fix, clause));
        }
    }

    private static CatchClauseSyntax WithThrow(CatchClauseSyntax clause)
    {
        var statements = clause.Block.Statements;
        var rethrow = SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation);
        return clause.WithBlock(clause.Block.WithStatements(
            EndsInAJump(clause)
                ? statements.Replace(statements.Last(), rethrow.WithTriviaFrom(statements.Last()))
                : statements.Add(rethrow)));
    }

    /// <summary>Whether the block ends in a jump, after which no statement would run.</summary>
    private static bool EndsInAJump(CatchClauseSyntax clause) => clause.Block.Statements.LastOrDefault() is
        ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax;

    private static CatchClauseSyntax WithFilter(FixContext fix, CatchClauseSyntax clause)
    {
        var declared = clause.Declaration;
        var type = declared?.Type.ToString() ?? Named(fix, clause, "System", "Exception");
        var name = declared is null || declared.Identifier.IsKind(SyntaxKind.None) ? FreeName(fix, clause) : declared.Identifier.Text;
        var leavesOut = $"{name} is not ({Named(fix, clause, "Streaq", "StreaqRetryException")} or "
            + $"{Named(fix, clause, "Streaq", "StreaqSnoozeException")})";
        var condition = clause.Filter is { } filter ? $"{leavesOut} && ({filter.FilterExpression})" : leavesOut;
        var statement = SyntaxFactory.ParseStatement($"try {{ }} catch ({type} {name}) when ({condition}) {{ }}");
        var written = ((TryStatementSyntax)statement).Catches[0];
        var end = ((SyntaxNode?)clause.Filter ?? declared)?.GetTrailingTrivia() ?? clause.CatchKeyword.TrailingTrivia;
        return clause.WithCatchKeyword(written.CatchKeyword.WithLeadingTrivia(clause.CatchKeyword.LeadingTrivia))
            .WithDeclaration(written.Declaration).WithFilter(written.Filter!.WithTrailingTrivia(end));
    }

    /// <summary>Returns the short name if it is in scope, else the full name.</summary>
    private static string Named(FixContext fix, CatchClauseSyntax clause, string space, string name) =>
        fix.Model.LookupNamespacesAndTypes(clause.SpanStart, name: name)
            .Any(symbol => string.Equals(symbol.ContainingNamespace?.ToDisplayString(), space, StringComparison.Ordinal))
            ? name
            : $"{space}.{name}";

    private static string FreeName(FixContext fix, CatchClauseSyntax clause)
    {
        var taken = fix.Model.LookupSymbols(clause.Block.SpanStart).Select(symbol => symbol.Name)
            .Concat(clause.DescendantTokens().Select(token => token.ValueText)).ToList();
        return Array.Find(Names, name => !taken.Contains(name)) ?? "caughtException";
    }
}
